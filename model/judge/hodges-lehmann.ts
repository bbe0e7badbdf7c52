import { normalPoint } from './distributions';
import { atMost, EXACT_BELOW, rankSumDistribution } from './rank-sum-distribution';

export interface Shift {
  /** Median of all differences between a value of V2 and one of V1. */
  readonly estimate: number;
  /** Limits of the interval; infinite where the samples are too small for this confidence. */
  readonly low: number;
  readonly high: number;
}

/**
 * By how much V2 is shifted against V1, after Hodges and Lehmann (1963), with the interval that belongs to Mann and
 * Whitney's test: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, section 4.3. With ties the interval
 * is wider than it need be, never narrower.
 *
 * @param sorted1 - the values of V1 in rising order, at least one; `sorted2` likewise.
 * @param tail - probability, at most, that the interval lies too high; likewise that it lies too low.
 */
export function hodgesLehmann(sorted1: Float64Array, sorted2: Float64Array, tail: number): Shift {
  const pairs = sorted1.length * sorted2.length;
  const nth = (rank: number): number => nthDifference(sorted1, sorted2, rank);
  const estimate = (nth(Math.ceil(pairs / 2)) + nth(Math.floor(pairs / 2) + 1)) / 2;
  const rank = lowRank(sorted1.length, sorted2.length, tail);
  if (rank < 1) return { estimate, low: -Infinity, high: Infinity };
  return { estimate, low: nth(rank), high: nth(pairs + 1 - rank) };
}

/** @returns the rank among the differences, from 1, of the lower limit; 0 where there is none. */
function lowRank(n: number, m: number, tail: number): number {
  if (n < EXACT_BELOW && m < EXACT_BELOW) {
    const distribution = rankSumDistribution(n, m);
    let rank = 0;
    while (atMost(distribution, rank) <= tail) rank += 1;
    return rank;
  }
  const deviation = Math.sqrt((n * m * (n + m + 1)) / 12);
  return Math.max(0, Math.floor((n * m) / 2 + 0.5 - normalPoint(tail) * deviation));
}

/**
 * The difference of the given rank without making all of them: bisects over the floating-point numbers themselves, which
 * have the order of their bits, and counts by two pointers. At most 64 passes over both samples.
 */
function nthDifference(sorted1: Float64Array, sorted2: Float64Array, rank: number): number {
  let low = toOrder((sorted2[0] ?? NaN) - (sorted1.at(-1) ?? NaN));
  let high = toOrder((sorted2.at(-1) ?? NaN) - (sorted1[0] ?? NaN));
  while (low < high) {
    const middle = low + (high - low) / 2n;
    if (countAtMost(sorted1, sorted2, fromOrder(middle)) >= rank) high = middle;
    else low = middle + 1n;
  }
  return fromOrder(low);
}

function countAtMost(sorted1: Float64Array, sorted2: Float64Array, limit: number): number {
  let count = 0;
  let from = 0;
  for (const value of sorted2) {
    // The first value of V1 that is near enough to this one of V2, and with it all greater ones.
    while (from < sorted1.length && value - (sorted1[from] ?? NaN) > limit) from += 1;
    count += sorted1.length - from;
  }
  return count;
}

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);
const LEAST = -(2n ** 63n);

/** @returns an integer that orders as the number does. */
function toOrder(value: number): bigint {
  // -0 and 0 are one number.
  float[0] = value === 0 ? 0 : value;
  const own = bits[0] ?? 0n;
  return own < 0n ? LEAST - own : own;
}

function fromOrder(order: bigint): number {
  bits[0] = order < 0n ? LEAST - order : order;
  return float[0] ?? NaN;
}
