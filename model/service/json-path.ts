/** Kinds of JSON values, in the words of YAML. */
export const JSON_KINDS = ['text', 'number', 'boolean', 'list', 'mapping', 'null'] as const;
export type JsonKind = (typeof JSON_KINDS)[number];

const STEP = /^(?:\.?([A-Za-z_$][A-Za-z0-9_$-]*)|\[(0|[1-9][0-9]{0,8})\])/;

/** @returns the steps of a path such as `jobs[0].title`; `undefined` when it is none. */
export function parseJsonPath(text: string): readonly (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  let rest = text;
  if (rest === '' || rest.startsWith('.')) return undefined;
  while (rest !== '') {
    const [all = '', name, index] = STEP.exec(rest) ?? [];
    if (all === '' || (steps.length > 0 && name !== undefined && !all.startsWith('.'))) {
      return undefined;
    }
    steps.push(name ?? Number(index));
    rest = rest.slice(all.length);
  }
  return steps;
}

/**
 * @param path - as {@link parseJsonPath} takes it; `length` of a list is its length.
 * @returns what stands there in a JSON value; `undefined` when nothing does.
 */
export function jsonAt(value: unknown, path: string): unknown {
  return (parseJsonPath(path) ?? []).reduce<unknown>((at, step) => {
    if (Array.isArray(at)) {
      if (step === 'length') return at.length;
      return typeof step === 'number' ? (at as unknown[])[step] : undefined;
    }
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    return (at as Record<string, unknown>)[String(step)];
  }, value);
}

/** @returns the kind of a JSON value. */
export function jsonKind(value: unknown): JsonKind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'mapping';
  if (typeof value === 'number' || typeof value === 'boolean') {
    return typeof value as 'number' | 'boolean';
  }
  return 'text';
}
