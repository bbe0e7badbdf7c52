/** @returns what kind of value it is, and how large; nothing of the value itself. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (typeof value === 'string') return `text of ${value.length} characters`;
  if (typeof value === 'object') return `mapping of ${Object.keys(value).length}`;
  return typeof value;
}
