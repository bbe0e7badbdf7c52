/** Samples below this size are judged by the exact distribution, as R does; it takes 10 ms at the most. */
export const EXACT_BELOW = 50;

/**
 * The distribution of Mann-Whitney's U when both samples come from one continuous distribution, exactly: Mann and Whitney
 * (1947), by the recursion over which sample the largest value belongs to, in probabilities, so that nothing is subtracted.
 *
 * @returns the probability of each U from 0 to n x m.
 */
export function rankSumDistribution(n: number, m: number): Float64Array {
  let row: Float64Array[] = Array.from({ length: m + 1 }, () => Float64Array.of(1));
  for (let i = 1; i <= n; i += 1) {
    const next: Float64Array[] = [Float64Array.of(1)];
    for (let j = 1; j <= m; j += 1) {
      const mass = new Float64Array(i * j + 1);
      const [fromFirst, fromSecond] = [row[j], next[j - 1]];
      const [first, second] = [i / (i + j), j / (i + j)];
      fromFirst?.forEach((p, u) => (mass[u + j] = first * p));
      fromSecond?.forEach((p, u) => (mass[u] = (mass[u] ?? 0) + second * p));
      next.push(mass);
    }
    row = next;
  }
  return row[m] ?? Float64Array.of(1);
}

/** @returns the probability of `u` or less. */
export function atMost(distribution: Float64Array, u: number): number {
  return distribution.subarray(0, Math.max(0, Math.floor(u) + 1)).reduce((sum, p) => sum + p, 0);
}
