import { createHash } from 'node:crypto';
import type { Gate } from './gate';

/**
 * Stands for the gates that are in force at a share. Evidence carries that of the gates it was judged by: once a gate
 * has changed, it says nothing about the gates as they are now. A description may change.
 *
 * @returns 16 hexadecimal digits, the same in whatever order gates and fields are.
 */
export function gatesDigest(gates: readonly Gate[]): string {
  const texts = gates.map((gate) => JSON.stringify(sorted({ ...gate, description: '' }))).sort();
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16);
}

/** The same value with the fields of every mapping in alphabetical order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, sorted(one)]),
  );
}
