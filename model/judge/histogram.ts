/** Counts by bucket, each by itself and not summed up as Prometheus has them. */
export interface Histogram {
  /** Upper ends in rising order; the last is Infinity. */
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

export const size = ({ counts }: Histogram): number =>
  counts.reduce((sum, bucket) => sum + bucket, 0);

/**
 * @param bound - one of the histogram's ends.
 * @returns how many of the counted lie above it: exactly, where a quantile is only interpolated.
 */
export function above({ bounds, counts }: Histogram, bound: number): number {
  return counts.reduce(
    (sum, bucket, index) => ((bounds[index] ?? NaN) > bound ? sum + bucket : sum),
    0,
  );
}

/**
 * The value below which so many of the counted lie, evenly spread within a bucket as `histogram_quantile` takes them to
 * be; Infinity where that is beyond the last end that is a number.
 */
export function valueAt({ bounds, counts }: Histogram, rank: number): number {
  let below = 0;
  for (const [index, inside] of counts.entries()) {
    const end = bounds[index] ?? Infinity;
    if (inside > 0 && below + inside >= rank) {
      const start = index === 0 ? Math.min(0, end) : (bounds[index - 1] ?? 0);
      return end === Infinity
        ? Infinity
        : start + (end - start) * Math.max(0, (rank - below) / inside);
    }
    below += inside;
  }
  return Infinity;
}
