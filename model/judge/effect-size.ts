import type { MannWhitney } from './mann-whitney';

export interface EffectSize {
  /** Probability that a value of V2 is greater than one of V1, half of the ties counted: McGraw and Wong (1992). */
  readonly commonLanguage: number;
  /** Cliff's delta (1993): -1 where every value of V2 is smaller than every one of V1, 1 where each is greater. */
  readonly cliffsDelta: number;
  /** Mean of V2 as multiple of that of V1; null where V1's is 0. */
  readonly meanRatio: number | null;
}

export function effectSize(
  { u }: MannWhitney,
  sample1: Float64Array,
  sample2: Float64Array,
): EffectSize {
  const commonLanguage = u / (sample1.length * sample2.length);
  const baseline = mean(sample1);
  return {
    commonLanguage,
    cliffsDelta: 2 * commonLanguage - 1,
    meanRatio: baseline === 0 ? null : mean(sample2) / baseline,
  };
}

/** @returns the arithmetic mean; summed around the first value, so that a constant series has exactly that mean. */
export function mean(values: ArrayLike<number>): number {
  const first = values[0] ?? NaN;
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += (values[index] ?? NaN) - first;
  return first + sum / values.length;
}

/** @param sorted - in rising order. */
export function median(sorted: ArrayLike<number>): number {
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}
