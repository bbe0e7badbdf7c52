import { normalTail } from './distributions';
import { atMost, EXACT_BELOW, rankSumDistribution } from './rank-sum-distribution';
import type { Tally } from './tally';

export interface MannWhitney {
  /** Pairs in which V2 is greater, and half of those that are tied. */
  readonly u: number;
  /** Probability of a U as large as this, or larger, when both versions are alike. */
  readonly greater: number;
  /** Likewise as small as this, or smaller. */
  readonly less: number;
  /** Of a U as far from the middle as this, on either side. */
  readonly twoSided: number;
  readonly method: 'exact' | 'normal';
}

/**
 * Mann and Whitney's U test of V2 against V1: exact for small samples without ties, else by the normal approximation with
 * corrections for ties and continuity. As `scipy.stats.mannwhitneyu` and R's `wilcox.test` compute it. Without any two
 * different values there is nothing to tell apart, and every p is 1.
 *
 * Values of one sample must not depend on each other: windows that overlap do.
 *
 * @param tally - each version at least once.
 */
export function mannWhitney({ v1, v2 }: Tally): MannWhitney {
  let [n1, n2, u, ties] = [0, 0, 0, 0];
  v2.forEach((count2, index) => {
    const count1 = v1[index] ?? 0;
    u += count2 * (n1 + count1 / 2);
    n1 += count1;
    n2 += count2;
    const both = count1 + count2;
    ties += both * (both * both - 1);
  });
  if (ties === 0 && n1 < EXACT_BELOW && n2 < EXACT_BELOW) return exact(u, n1, n2);
  const all = n1 + n2;
  const middle = (n1 * n2) / 2;
  const variance = ((n1 * n2) / 12) * (all + 1 - ties / (all * (all - 1)));
  if (!(variance > 0)) return { u, greater: 1, less: 1, twoSided: 1, method: 'normal' };
  const deviation = Math.sqrt(variance);
  const greater = normalTail((u - middle - 0.5) / deviation);
  const less = normalTail((middle - u - 0.5) / deviation);
  return { u, greater, less, twoSided: Math.min(1, 2 * greater, 2 * less), method: 'normal' };
}

function exact(u: number, n1: number, n2: number): MannWhitney {
  const distribution = rankSumDistribution(n1, n2);
  // The distribution is symmetric: the upper tail is summed from its small end as well.
  const [less, greater] = [atMost(distribution, u), atMost(distribution, n1 * n2 - u)];
  return { u, greater, less, twoSided: Math.min(1, 2 * greater, 2 * less), method: 'exact' };
}
