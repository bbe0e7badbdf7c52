import { studentTail } from './distributions';
import { mean, median } from './effect-size';

export interface Spread {
  /** Mean distance of V1's values from their median. */
  readonly v1: number;
  /** That of V2. */
  readonly v2: number;
  /** Statistic of Brown and Forsythe with the sign of the difference, so its F is the square. */
  readonly t: number;
  /** Probability of a t as large as this, or larger, when V2 scatters as much as is allowed. */
  readonly greater: number;
}

/**
 * Does V2 scatter more than V1? Brown and Forsythe (1974): Student's t test of the distances from the own median, which
 * is `scipy.stats.levene(center='median')` for two samples.
 *
 * Chosen because what grows in kayenta#780 is the variance while the middle stays. Ansari-Bradley and Mood need equal
 * medians, and a shift alone misleads them; Bartlett and the F test need normal data, which latencies are not;
 * Fligner-Killeen is as sound, but has no direction, and no measure of spread that a message could state.
 *
 * @param sorted1 - the values of V1 in rising order, two at least; `sorted2` likewise.
 * @param atMostTimes - how many times as much as V1 V2 may scatter.
 */
export function spread(sorted1: Float64Array, sorted2: Float64Array, atMostTimes = 1): Spread {
  const distances1 = distancesFromMedian(sorted1).map((distance) => distance * atMostTimes);
  const distances2 = distancesFromMedian(sorted2);
  const [allowed, v2] = [mean(distances1), mean(distances2)];
  const v1 = allowed / atMostTimes;
  const degrees = sorted1.length + sorted2.length - 2;
  const pooled = (squares(distances1, allowed) + squares(distances2, v2)) / degrees;
  const error = Math.sqrt(pooled * (1 / sorted1.length + 1 / sorted2.length));
  if (error === 0) {
    // Both scatter by constants: what differs then differs for certain, what does not, not at all.
    const t = v2 === allowed ? 0 : v2 > allowed ? Infinity : -Infinity;
    return { v1, v2, t, greater: t > 0 ? 0 : 1 };
  }
  const t = (v2 - allowed) / error;
  return { v1, v2, t, greater: studentTail(t, degrees) };
}

export function distancesFromMedian(sorted: Float64Array): Float64Array {
  const middle = median(sorted);
  return sorted.map((value) => Math.abs(value - middle));
}

function squares(values: Float64Array, center: number): number {
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0);
}
