import { normalTail } from './distributions';
import type { Proportion, ProportionTest } from './fisher';

/**
 * The z test of two proportions with the pooled variance; its square is the chi-square of
 * `scipy.stats.chi2_contingency(correction=False)`. For many events on both sides only: from 5 expected in each cell it is
 * usable, and {@link fisher} is exact below.
 */
export function twoProportionZ(v1: Proportion, v2: Proportion): ProportionTest & { z: number } {
  const pooled = (v1.count + v2.count) / (v1.total + v2.total);
  const variance = pooled * (1 - pooled) * (1 / v1.total + 1 / v2.total);
  if (!(variance > 0)) return { z: 0, greater: 1, less: 1, twoSided: 1 };
  const z = (v2.count / v2.total - v1.count / v1.total) / Math.sqrt(variance);
  return {
    z,
    greater: normalTail(z),
    less: normalTail(-z),
    twoSided: Math.min(1, 2 * normalTail(Math.abs(z))),
  };
}
