import betaln from '@stdlib/math-base-special-betaln';
import type { Limits } from './clopper-pearson';
import { mean } from './effect-size';
import type { Proportion } from './fisher';

type Prior = readonly [number, number];

/** Jeffreys' prior: equally good for every proportion. */
const JEFFREYS: readonly Prior[] = [[0.5, 0.5]];

/** Jeffreys' prior, and one each for what happens in about one of a hundred, and in all but one of a hundred. */
const RATES: readonly Prior[] = [...JEFFREYS, [0.5, 100], [100, 0.5]];

/** Halvings of an interval after which a double has nothing left. */
const STEPS = 60;

/**
 * The evidence against a proportion: how much better the mixture of all proportions explains the counts than this one
 * does, as a logarithm. Under the true proportion it is a martingale that begins at 0, so by Ville's inequality it *ever*
 * exceeds log(1/alpha) with a probability of alpha at most, at whatever moments one looks: Robbins (1970); Howard,
 * Ramdas, McAuliffe and Sekhon (2021). It is the mixture SPRT of Johari et al. (2017), with an exact likelihood.
 */
function evidenceAgainst(
  { count, total }: Proportion,
  priors: readonly Prior[],
): (probability: number) => number {
  const each = priors.map(([a, b]) => betaln(count + a, total - count + b) - betaln(a, b));
  const most = Math.max(...each);
  const mixture =
    most + Math.log(each.reduce((sum, one) => sum + Math.exp(one - most), 0) / priors.length);
  return (probability) => {
    const happened = count === 0 ? 0 : count * Math.log(probability);
    const not = count === total ? 0 : (total - count) * Math.log1p(-probability);
    return mixture - happened - not;
  };
}

/**
 * An interval that holds at every look at once: the probability that it ever misses the proportion, however often one
 * looks and whenever one stops, is `alpha` at most. Exact for any number of events.
 */
export function alwaysValidProportion(
  proportion: Proportion,
  alpha: number,
  priors = RATES,
): Limits {
  const limit = Math.log(1 / alpha);
  const evidence = evidenceAgainst(proportion, priors);
  const refused = (probability: number): boolean => evidence(probability) >= limit;
  const observed = proportion.total === 0 ? 0.5 : proportion.count / proportion.total;
  return {
    low: refused(0) ? lastRefused(0, observed, refused) : 0,
    high: refused(1) ? lastRefused(1, observed, refused) : 1,
  };
}

/**
 * How many times as often something happens in V2 as in V1, at every look at once, for what is rare: of each event one
 * asks only which version it happened in, so it does not matter how often it happens at all. For equal rates it is exact
 * however frequent: counts without replacement scatter less than with it (Hoeffding, 1963). The share must stay the same.
 */
export function alwaysValidRatio(v1: Proportion, v2: Proportion, alpha: number): Limits {
  const events = { count: v2.count, total: v1.count + v2.count };
  const { low, high } = alwaysValidProportion(events, alpha, JEFFREYS);
  const exposure = v1.total / v2.total;
  return { low: (exposure * low) / (1 - low), high: (exposure * high) / (1 - high) };
}

/** Bisects between a value that is refused and one that is not; the result is on the refused side: never too narrow. */
function lastRefused(outside: number, inside: number, refused: (value: number) => boolean): number {
  let [bad, good] = [outside, inside];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (bad + good) / 2;
    if (refused(middle)) bad = middle;
    else good = middle;
  }
  return bad;
}

/** Samples at which the interval of a mean is at its best; any choice is valid, if it was made before the data. */
const PLANNED_SAMPLES = 100;

/**
 * By how much the mean of V2 lies above that of V1, at every look at once: the asymptotic confidence sequence of
 * Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024), which for two samples is the mixture SPRT's interval.
 * It rests on the central limit theorem: look first when each version has 30 values or more.
 */
export function alwaysValidShift(
  sample1: Float64Array,
  sample2: Float64Array,
  alpha: number,
): Limits {
  const [mean1, mean2] = [mean(sample1), mean(sample2)];
  const [error1, error2] = [variance(sample1, mean1), variance(sample2, mean2)];
  const difference = mean2 - mean1;
  const squared = error1 / sample1.length + error2 / sample2.length;
  // Both samples as one of so many values, each with the variance of both.
  const size = (sample1.length * sample2.length) / (sample1.length + sample2.length);
  const scale = Math.log(1 / alpha ** 2);
  const tuned = (size * (scale + Math.log(scale) + 1)) / (PLANNED_SAMPLES / 2);
  const width = Math.sqrt(squared * (1 + 1 / tuned) * (scale + Math.log1p(tuned)));
  return { low: difference - width, high: difference + width };
}

function variance(values: Float64Array, center: number): number {
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1);
}
