import gammaln from '@stdlib/math-base-special-gammaln';

/** `count` of `total` things that happened; whole numbers. */
export interface Proportion {
  readonly count: number;
  readonly total: number;
}

export interface ProportionTest {
  /** Probability of a V2 as high as this, or higher, when both versions are alike. */
  readonly greater: number;
  /** Likewise as low as this, or lower. */
  readonly less: number;
  readonly twoSided: number;
}

/** Tables whose probability differs by less than this part count as equally likely, as in R and SciPy. */
const ALIKE = 1e-7;

/**
 * Fisher's exact test of V2 against V1: of all tables with the same sums, which are at least as extreme? Its error rate is
 * never above the stated one, however rare the events: what the normal approximation cannot promise (kayenta#426).
 * As `scipy.stats.fisher_exact` and R's `fisher.test` compute it.
 */
export function fisher(v1: Proportion, v2: Proportion): ProportionTest {
  const count = v1.count + v2.count;
  const total = v1.total + v2.total;
  const [least, most] = [Math.max(0, count - v1.total), Math.min(count, v2.total)];
  const all = choose(total, count);
  const own = choose(v2.total, v2.count) + choose(v1.total, v1.count) - all;
  let [greater, less, twoSided] = [0, 0, 0];
  for (let x = least; x <= most; x += 1) {
    const log = choose(v2.total, x) + choose(v1.total, count - x) - all;
    const p = Math.exp(log);
    if (x >= v2.count) greater += p;
    if (x <= v2.count) less += p;
    if (log <= own + ALIKE) twoSided += p;
  }
  return {
    greater: Math.min(1, greater),
    less: Math.min(1, less),
    twoSided: Math.min(1, twoSided),
  };
}

/** @returns the logarithm of the number of ways to choose. */
const choose = (from: number, count: number): number =>
  gammaln(from + 1) - gammaln(count + 1) - gammaln(from - count + 1);
