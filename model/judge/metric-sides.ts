import { alwaysValidShift } from './always-valid';
import { leastAlpha, sides, type Estimate } from './contrast';
import { mean } from './effect-size';
import { hodgesLehmann } from './hodges-lehmann';
import type { Line, Side } from './judgement';
import type { MetricTerms } from './judge-metric';
import { mannWhitney } from './mann-whitney';
import { distancesFromMedian, spread } from './spread';
import { tally } from './tally';
import { plain, probability } from './words';

/** With fewer values in a version neither its spread is judged, nor at any look its mean. */
const LEAST_FOR_SPREAD = 10;
const LEAST_FOR_MEAN = 30;

/**
 * Of all wrong verdicts that are allowed, the part that the spread may make; the rest is the location's. Less than half: a
 * spread that matters is several times as wide, and shows at any level.
 */
const SPREAD_PART = 0.2;

/** How far V2 lies above a line: by Hodges and Lehmann for one look, by the means for any. */
export function shiftAbove(
  sorted1: Float64Array,
  sorted2: Float64Array,
  line: Line,
  alpha: number,
  looks: 'one' | 'any',
): Estimate {
  const moved1 = moved(sorted1, line);
  if (looks === 'one') {
    const { estimate, low, high } = hodgesLehmann(moved1, sorted2, alpha / 2);
    return { value: estimate, low, high };
  }
  const value = mean(sorted2) - mean(moved1);
  return { value, ...meanLimits(moved1, sorted2, alpha) };
}

/** What the values say about each line that is given. */
export function locationSides(
  sorted1: Float64Array,
  sorted2: Float64Array,
  { allowed, confidence, looks, spreadAtMostTimes }: MetricTerms,
): Side[] {
  const alpha = 1 - confidence;
  const at = (line: Line, level: number): Estimate =>
    shiftAbove(sorted1, sorted2, line, level, looks);
  if (looks === 'any') {
    return sides(at, allowed, spreadAtMostTimes === undefined ? alpha : (1 - SPREAD_PART) * alpha);
  }
  const { atMost, atLeast } = allowed;
  // Each tail of the interval has half of alpha; where both may fail, and the spread, a little less.
  const shared = atMost && atLeast && spreadAtMostTimes !== undefined;
  const tails = shared ? 2 / (1 - SPREAD_PART) : 2;
  const side = (line: Line, direction: 1 | -1): Side => {
    const moved1 = moved(sorted1, line);
    const { greater, less } = mannWhitney(tally(moved1, sorted2));
    const pWorse = Math.min(1, tails * (direction === 1 ? greater : less));
    const meanBeyond = direction * (mean(sorted2) - mean(moved1));
    const { low, high } = at(line, alpha);
    return {
      // Without an interval no order of so few values is rare enough; the approximation with ties does not see that.
      fails: pWorse <= alpha && meanBeyond > 0 && Number.isFinite(low),
      passes: (direction === 1 ? high <= 0 : low >= 0) && meanBeyond <= 0,
      pWorse,
    };
  };
  return [...(atMost ? [side(atMost, 1)] : []), ...(atLeast ? [side(atLeast, -1)] : [])];
}

interface ScatterSide extends Side {
  readonly times: number | null;
  readonly words: string;
}

/** What the values say about V2's spread: it can fail by it, and need not prove anything to pass. */
export function scatterSide(
  sorted1: Float64Array,
  sorted2: Float64Array,
  terms: MetricTerms,
): ScatterSide | undefined {
  const { spreadAtMostTimes: allowedTimes, confidence, looks } = terms;
  if (allowedTimes === undefined) return undefined;
  if (Math.min(sorted1.length, sorted2.length) < LEAST_FOR_SPREAD) return undefined;
  const alpha = 1 - confidence;
  const { greater, v1, v2 } = spread(sorted1, sorted2, allowedTimes);
  const times = v1 === 0 ? null : v2 / v1;
  const distances1 = distancesFromMedian(sorted1).map((distance) => distance * allowedTimes);
  const distances2 = distancesFromMedian(sorted2);
  // At any look a spread is the mean of the distances.
  const pWorse =
    looks === 'one'
      ? Math.min(1, greater / SPREAD_PART)
      : leastAlpha((level) => meanLimits(distances1, distances2, SPREAD_PART * level).low > 0);
  const much = times === null ? 'and V1 does not' : `${plain(times)} times as much as V1`;
  const fails = pWorse <= alpha;
  return {
    fails,
    passes: !fails,
    pWorse,
    times,
    words: `V2 scatters, ${much} (allowed: ${plain(allowedTimes)} times, ${probability(greater)})`,
  };
}

function meanLimits(sample1: Float64Array, sample2: Float64Array, alpha: number) {
  return Math.min(sample1.length, sample2.length) < LEAST_FOR_MEAN
    ? { low: -Infinity, high: Infinity }
    : alwaysValidShift(sample1, sample2, alpha);
}

/** @returns the line for every value of V1; the order stays. */
function moved(sorted1: Float64Array, { times, plus }: Line): Float64Array {
  return sorted1.map((value) => times * value + plus);
}
