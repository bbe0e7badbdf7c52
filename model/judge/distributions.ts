import betaCdf from '@stdlib/stats-base-dists-beta-cdf';
import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';

/** @returns the probability that a standard normal variable is `z` or more. */
export const normalTail = (z: number): number => normalCdf(-z, 0, 1);

/** @returns the `z` that a standard normal variable reaches with this probability. */
export const normalPoint = (tail: number): number => -normalQuantile(tail, 0, 1);

/** @returns the value below which a beta variable lies with this probability. */
export const betaPoint = (probability: number, a: number, b: number): number =>
  betaQuantile(probability, a, b);

/** @returns the probability that `count` or more of `total` happen, each with `probability`. */
export function binomialAtLeast(count: number, total: number, probability: number): number {
  if (count <= 0) return 1;
  if (count > total) return 0;
  return betaCdf(probability, count, total - count + 1);
}

/** @returns the probability that `count` or fewer of `total` happen, each with `probability`. */
export function binomialAtMost(count: number, total: number, probability: number): number {
  if (count < 0) return 0;
  if (count >= total) return 1;
  return betaCdf(1 - probability, total - count, count + 1);
}

/**
 * @returns the probability that Student's t with so many degrees of freedom is `t` or more.
 * By the incomplete beta function: Abramowitz and Stegun, 26.5.27.
 */
export function studentTail(t: number, degrees: number): number {
  const beyond = betaCdf(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t >= 0 ? beyond : 1 - beyond;
}
