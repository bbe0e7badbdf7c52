import type { Shown } from './panels';
import { select } from './queries';

/** The verdicts from the best to the worst, with what they look like; a number stands for each in a query. */
const VERDICTS = [
  ['pass', 'green'],
  ['inconclusive', 'yellow'],
  ['no-data', 'dark-purple'],
  ['error', 'orange'],
  ['fail', 'red'],
] as const;

/** What the numbers of {@link verdictCode} mean. */
export const VERDICT_WORDS: Readonly<Record<string, Shown>> = {
  '0': { text: 'none', color: 'transparent' },
  ...Object.fromEntries(
    VERDICTS.map(([text, color], index) => [String(index + 1), { text, color }]),
  ),
};

/**
 * @param metric - 1 for the verdict that was given, 0 for the others.
 * @param by - label that names a series.
 * @returns a query whose value says which verdict was given: a state timeline knows only values.
 */
export function verdictCode(metric: string, by: string): string {
  const coded = VERDICTS.map(
    ([verdict], index) => `${index + 1} * ${select(metric, `verdict="${verdict}"`)}`,
  );
  return `max by (${by}) (${coded.join(' or ')})`;
}
