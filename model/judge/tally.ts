/**
 * Two samples as counts of their distinct values: all that a rank test needs of them, whether they come as single values
 * or as the buckets of a histogram.
 */
export interface Tally {
  /** Distinct values in rising order; of a histogram, anything that keeps the order of its buckets. */
  readonly values: readonly number[];
  /** How often V1 has each of them. */
  readonly v1: readonly number[];
  /** How often V2 has each of them. */
  readonly v2: readonly number[];
}

/** @param sorted1 - the values of V1 in rising order; `sorted2` likewise. */
export function tally(sorted1: ArrayLike<number>, sorted2: ArrayLike<number>): Tally {
  const values: number[] = [];
  const v1: number[] = [];
  const v2: number[] = [];
  let [at1, at2] = [0, 0];
  while (at1 < sorted1.length || at2 < sorted2.length) {
    const value = Math.min(sorted1[at1] ?? Infinity, sorted2[at2] ?? Infinity);
    const [from1, from2] = [at1, at2];
    while (at1 < sorted1.length && sorted1[at1] === value) at1 += 1;
    while (at2 < sorted2.length && sorted2[at2] === value) at2 += 1;
    values.push(value);
    v1.push(at1 - from1);
    v2.push(at2 - from2);
  }
  return { values, v1, v2 };
}
