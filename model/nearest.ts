import { closest, distance } from 'fastest-levenshtein';

/**
 * The known name that a wrong one most likely stands for.
 *
 * @returns a known name that begins like it, else the closest one; `undefined` when nothing is near: more than half of the letters would have to change.
 */
export function nearest(wrong: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const longer = known.find((name) => wrong.length > 2 && name.startsWith(wrong));
  if (longer !== undefined) return longer;
  const guess = closest(wrong, [...known]);
  return distance(wrong.toLowerCase(), guess.toLowerCase()) <=
    Math.max(wrong.length, guess.length) / 2
    ? guess
    : undefined;
}
