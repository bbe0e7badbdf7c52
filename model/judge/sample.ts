/** A sample without what is no number. */
export interface Sample {
  /** In rising order. */
  readonly sorted: Float64Array;
  /** How many values were NaN or infinite, and were left out: Prometheus has them where nothing was measured. */
  readonly dropped: number;
}

export function sampleOf(values: readonly number[]): Sample {
  // -0 is 0: they would else be told apart by their bits.
  const sorted = Float64Array.from(values.filter(Number.isFinite), (value) => value + 0).sort();
  return { sorted, dropped: values.length - sorted.length };
}
