import type { Limits } from './clopper-pearson';
import type { Allowed, Line, Side } from './judgement';

/** One version's figure with its interval. */
export interface Estimate extends Limits {
  readonly value: number;
}

/** Both versions' figures with intervals that miss with a probability of `alpha` at most, each on its own. */
export type Estimates = (alpha: number) => { readonly v1: Estimate; readonly v2: Estimate };

/**
 * How far V2 lies above a line. `square-and-add`: MOVER, Zou and Donner (2008); for proportions with their exact intervals
 * it keeps to the stated rate also where events are rare, as `contrast.test.ts` counts. `sum`: the ends that are worst
 * together, at half of alpha for each version; it needs nothing but that both intervals hold, at every look if they do.
 */
export type Combination = 'square-and-add' | 'sum';

export function contrast(
  estimates: Estimates,
  { times, plus }: Line,
  alpha: number,
  combination: Combination,
): Estimate {
  const { v1, v2 } = estimates(combination === 'sum' ? alpha / 2 : alpha);
  const value = v2.value - times * v1.value - plus;
  if (combination === 'sum') {
    return {
      value,
      low: v2.low - times * v1.high - plus,
      high: v2.high - times * v1.low - plus,
    };
  }
  return {
    value,
    low: value - Math.hypot(v2.value - v2.low, times * (v1.high - v1.value)),
    high: value + Math.hypot(v2.high - v2.value, times * (v1.value - v1.low)),
  };
}

/** Below it a p is not told apart from 0. */
const LEAST_P = 1e-12;

/** @returns the least alpha at which a condition holds that holds at every greater one; 1 where it never does. */
export function leastAlpha(holds: (alpha: number) => boolean): number {
  let [no, yes] = [Math.log(LEAST_P), 0];
  if (holds(LEAST_P)) return LEAST_P;
  if (!holds(1 - 1e-9)) return 1;
  while (yes - no > 0.005) {
    const middle = (no + yes) / 2;
    if (holds(Math.exp(middle))) yes = middle;
    else no = middle;
  }
  return Math.exp(yes);
}

export interface LineSide extends Side {
  readonly line: Line;
  /** Of what is worse: 1 above the line, -1 below it. */
  readonly direction: 1 | -1;
}

/**
 * What intervals say about each line that is given.
 *
 * @param at - how far V2 lies above a line, with a given alpha.
 */
export function sides(
  at: (line: Line, alpha: number) => Estimate,
  { atMost, atLeast }: Allowed,
  alpha: number,
): LineSide[] {
  const found: LineSide[] = [];
  if (atMost) {
    const { low, high } = at(atMost, alpha);
    const pWorse = leastAlpha((level) => at(atMost, level).low > 0);
    found.push({ line: atMost, direction: 1, fails: low > 0, passes: high <= 0, pWorse });
  }
  if (atLeast) {
    const { low, high } = at(atLeast, alpha);
    const pWorse = leastAlpha((level) => at(atLeast, level).high < 0);
    found.push({ line: atLeast, direction: -1, fails: high < 0, passes: low >= 0, pWorse });
  }
  return found;
}
