import { binomialAtLeast, binomialAtMost, normalTail } from './distributions';

/** Below it the counts do not fit the share: Fabijan et al. (2019), Diagnosing Sample Ratio Mismatch. */
const MISMATCH_BELOW = 0.001;

/** The chi-square approximation holds from so many expected on each side. */
const EXPECTED = 5;

export interface SampleRatio {
  /** V2's part of the requests, 0 to 1. */
  readonly observed: number;
  readonly expected: number;
  /** Probability of counts that fit the share as badly as these. */
  readonly p: number;
  readonly mismatch: boolean;
}

/**
 * Do the counts of both versions fit the share? If not, what is compared is not what was assigned, and no difference
 * between the versions may be believed. Chi-square, exact binomial where few are expected.
 *
 * Only for what is assigned one by one: with assignment by user, that is users and not their requests.
 *
 * @param share - V2's part of the assignment, 0 to 1.
 */
export function sampleRatio(count1: number, count2: number, share: number): SampleRatio {
  const total = count1 + count2;
  const p = total === 0 ? 1 : fit(count2, total, share);
  return { observed: count2 / total, expected: share, p, mismatch: p < MISMATCH_BELOW };
}

function fit(count: number, total: number, share: number): number {
  if (share <= 0) return count === 0 ? 1 : 0;
  if (share >= 1) return count === total ? 1 : 0;
  if (total * Math.min(share, 1 - share) >= EXPECTED) {
    const z = (count - total * share) / Math.sqrt(total * share * (1 - share));
    return Math.min(1, 2 * normalTail(Math.abs(z)));
  }
  const tails = [binomialAtLeast(count, total, share), binomialAtMost(count, total, share)];
  return Math.min(1, 2 * Math.min(...tails));
}
