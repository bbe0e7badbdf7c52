import { binomialAtMost } from './distributions';
import type { Limits } from './clopper-pearson';

/** Counts by bucket, each by itself and not summed up as Prometheus has them. */
export interface Histogram {
  /** Upper ends in rising order; the last is Infinity. */
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

export const size = ({ counts }: Histogram): number =>
  counts.reduce((sum, bucket) => sum + bucket, 0);

/**
 * The value below which so many of the counted lie, evenly spread within a bucket as `histogram_quantile` takes them to
 * be; Infinity where that is beyond the last end that is a number.
 */
export function valueAt({ bounds, counts }: Histogram, rank: number): number {
  let below = 0;
  for (const [index, inside] of counts.entries()) {
    const end = bounds[index] ?? Infinity;
    if (inside > 0 && below + inside >= rank) {
      const start = index === 0 ? Math.min(0, end) : (bounds[index - 1] ?? 0);
      return end === Infinity
        ? Infinity
        : start + (end - start) * Math.max(0, (rank - below) / inside);
    }
    below += inside;
  }
  return Infinity;
}

/**
 * The ranks between which a quantile lies, whatever the distribution: how many of `total` lie below it is binomial. Hahn
 * and Meeker, Statistical Intervals, section 5.2.
 *
 * @param tail - probability, at most, that the quantile is lower; likewise that it is higher.
 */
export function quantileRanks(quantile: number, total: number, tail: number): Limits {
  const low = firstAbove(total, (rank) => binomialAtMost(rank, total, quantile) > tail);
  const high = firstAbove(total, (rank) => binomialAtMost(rank, total, quantile) >= 1 - tail);
  // With too few values there is no rank on that side that the quantile would surely be within.
  const open = binomialAtMost(total - 1, total, quantile) < 1 - tail;
  return { low, high: open ? Infinity : high + 1 };
}

function firstAbove(total: number, holds: (rank: number) => boolean): number {
  let [low, high] = [0, total];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
