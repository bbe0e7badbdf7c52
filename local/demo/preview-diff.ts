/** The first line of a resource in the output of `pulumi preview --diff`, with its indentation and operation. */
const RESOURCE = /^(\s*)(?:[-+~<>=]+\s*)?[\w.-]+:[\w./-]+:\w+: \(([\w-]+)\)/;

/**
 * Picks out of `pulumi preview --diff` what a reviewer looks at: the resources that change, with the fields that
 * do, without identifiers, reads and outputs.
 *
 * @returns no line when nothing changes.
 */
export function changedFields(preview: string): string[] {
  const kept: string[] = [];
  let inside = false;
  for (const line of preview.split('\n')) {
    const operation = RESOURCE.exec(line)?.[2];
    if (operation !== undefined) inside = operation !== 'read' && operation !== 'same';
    else if (line.includes('--outputs:--') || line.startsWith('Resources:')) inside = false;
    if (inside && !/^\s*\[\w+=/.test(line)) kept.push(line);
  }
  const indent = Math.min(...kept.map((line) => line.length - line.trimStart().length));
  return kept.map((line) => line.slice(indent));
}
