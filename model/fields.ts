/** @returns for example `plan[1].shares[0]`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return (
    path.reduce<string>((text, key) => {
      if (typeof key === 'number') return `${text}[${key}]`;
      return text === '' ? String(key) : `${text}.${String(key)}`;
    }, '') || 'the file'
  );
}

/** @returns the value at a path; `undefined` when nothing is there. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isRecord(value) ? value[String(key)] : undefined),
    input,
  );
}

/** Lays `over` on `base`: mappings are merged key by key, everything else is replaced. */
export function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isPlainMap(base) || !isPlainMap(over)) return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) merged.set(key, merge(merged.get(key), value));
  return Object.fromEntries(merged);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isPlainMap(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !Array.isArray(value);
}
