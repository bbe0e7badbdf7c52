/** Steps from the root of a resource's properties: names and list indexes, `*` for any one step. */
export type PropertyPath = readonly (string | number)[];

/** The form that the engine shows and parses: `spec.ports[0].port`, `metadata.labels["a.b"]`. */
export function formatPath(path: PropertyPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/[."[\]]/.test(step)) text += `["${step.replaceAll('"', '\\"')}"]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

/**
 * Reads a path as users write it in `ignoreChanges`: `data`, `spec.ports[0]`, `spec.ports[*].port`,
 * `metadata.annotations["a.b/c"]`.
 *
 * @throws Error naming the path where it cannot be read.
 */
export function parsePath(text: string): PropertyPath {
  const steps: (string | number)[] = [];
  const step = /\.?([^.[\]"]+)|\[(\d+)\]|\[\*\]|\[?"((?:[^"\\]|\\.)*)"\]?|^\[([^\]]+)\]/y;
  while (step.lastIndex < text.length) {
    const from = step.lastIndex;
    const match = step.exec(text);
    if (match === null) throw new Error(`'${text}' is no property path (at '${text.slice(from)}')`);
    const [, name, index, quoted, bare] = match;
    if (name !== undefined) steps.push(name);
    else if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(quoted.replace(/\\(.)/g, '$1'));
    else steps.push(bare ?? '*');
  }
  return steps;
}

function sameStep(pattern: string | number | undefined, step: string | number): boolean {
  return pattern === '*' || String(pattern) === String(step);
}

/** Whether `path` is `pattern` or lies below it. */
export function contains(pattern: PropertyPath, path: PropertyPath): boolean {
  return (
    pattern.length <= path.length &&
    pattern.every((step, index) => step === '*' || sameStep(step, path[index] ?? ''))
  );
}
