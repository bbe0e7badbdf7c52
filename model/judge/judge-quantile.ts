import { alwaysValidCounts } from './always-valid';
import { contrast, leastAlpha, sides, type Estimate, type Estimates } from './contrast';
import { quantileRanks, size, valueAt, type Histogram } from './histogram';
import { checkTerms, decide, noData, type Judgement, type Line, type Terms } from './judgement';
import { count, differenceWords, durationWords, verdictWords, type Wording } from './words';

const EQUAL: Line = { times: 1, plus: 0 };

/**
 * Compares a quantile, such as the 95th percentile of the latency, of histograms with the same buckets. The interval takes
 * nothing for granted about the distribution but that values lie evenly in a bucket, for both versions alike.
 *
 * @param quantile - above 0 and below 1.
 * @param v1 - counts as Prometheus' `increase` gives them: their sum is rounded.
 */
export function judgeQuantile(
  quantile: number,
  v1: Histogram,
  v2: Histogram,
  terms: Terms,
  wording: Wording = durationWords,
): Judgement {
  checkTerms(terms);
  const [n1, n2] = [Math.round(size(v1)), Math.round(size(v2))];
  const problem = whatIsWrong('V1', v1) ?? whatIsWrong('V2', v2);
  if (problem !== undefined) return noData(n1 || 0, n2 || 0, problem);
  if (v1.bounds.join() !== v2.bounds.join()) {
    return noData(n1, n2, 'V1 and V2 are measured in different buckets');
  }
  const { confidence, allowed, looks } = terms;
  const once = looks === 'one';
  const estimate = (histogram: Histogram, total: number, level: number): Estimate => {
    const { low, high } = once
      ? quantileRanks(quantile, total, level / 2)
      : alwaysValidCounts(quantile, total, level);
    const scale = size(histogram) / total;
    return {
      value: valueAt(histogram, quantile * size(histogram)),
      low: valueAt(histogram, low * scale),
      high: valueAt(histogram, high * scale),
    };
  };
  const estimates: Estimates = (level) => ({
    v1: estimate(v1, n1, level),
    v2: estimate(v2, n2, level),
  });
  const combination = once ? 'square-and-add' : 'sum';
  const at = (line: Line, level: number): Estimate =>
    finite(contrast(estimates, line, level, combination));
  const alpha = 1 - confidence;
  const found = sides(at, allowed, alpha);
  const verdict = decide(found);
  const p = leastAlpha((level) => {
    const { low, high } = at(EQUAL, level);
    return low > 0 || high < 0;
  });
  const { v1: one, v2: two } = estimates(alpha);
  const { value: difference, low, high } = at(EQUAL, alpha);
  const told = [
    `V2 ${wording.value(two.value)} (of ${count(n2)}) against V1 ${wording.value(one.value)} (of ${count(n1)})`,
    differenceWords({ difference, low, high }, { confidence, p }, wording),
    verdictWords(verdict, allowed, wording),
  ];
  const [level1, level2] = [known(one.value), known(two.value)];
  return {
    verdict,
    v1: level1,
    v2: level2,
    difference: level1 === null || level2 === null ? null : difference,
    interval: Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null,
    p,
    pWorse: Math.min(...found.map((side) => side.pWorse)),
    n1,
    n2,
    method: once ? 'binomial ranks' : 'always-valid ranks',
    message: `${told[0] ?? ''}: ${told.slice(1).join('; ')}`,
  };
}

function whatIsWrong(version: string, { bounds, counts }: Histogram): string | undefined {
  const sound =
    bounds.length === counts.length && counts.every((bucket) => bucket >= 0 && bucket < Infinity);
  if (!sound) return `${version} has a histogram that is none`;
  return Math.round(size({ bounds, counts })) === 0 ? `${version} has no requests` : undefined;
}

/** Where a quantile lies beyond the last bucket, both ends of what is made from it may be without meaning. */
const finite = ({ value, low, high }: Estimate): Estimate => ({
  value,
  low: Number.isNaN(low) ? -Infinity : low,
  high: Number.isNaN(high) ? Infinity : high,
});

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
