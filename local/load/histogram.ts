/** Linear steps per power of two: a quantile is at most 1/128 (0.8 %) above the true value. */
const STEPS_BITS = 7;
const STEPS = 1 << STEPS_BITS;
/** Microseconds; everything above (134 s) is counted in the last bucket, and told exactly by `max`. */
const HIGHEST_BITS = 27;
const BUCKETS = (HIGHEST_BITS - STEPS_BITS + 1) * STEPS;

/** Quantiles of a set of latencies, in milliseconds. */
export interface Latencies {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  /** Exact over a whole run; over a window the upper edge of the highest bucket hit. */
  readonly max: number;
}

/**
 * A histogram with logarithmic buckets, each split linearly: constant relative error, constant memory
 * (21 kB), and windows by subtraction.
 */
export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #sumMs = 0;
  #count = 0;
  #maxMs = 0;

  /** Number of values recorded. */
  get count(): number {
    return this.#count;
  }

  /** @param ms - milliseconds; negative counts as 0. */
  record(ms: number): void {
    const value = ms > 0 ? ms : 0;
    const bucket = bucketOf(value * 1000);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sumMs += value;
    this.#count++;
    if (value > this.#maxMs) this.#maxMs = value;
  }

  copy(): Histogram {
    return this.minus(new Histogram(), this.#maxMs);
  }

  /** @returns what was recorded after `earlier`, which must be an earlier copy of this histogram. */
  since(earlier: Histogram): Histogram {
    return earlier.#count === 0 ? this.copy() : this.minus(earlier);
  }

  /** @returns undefined when nothing was recorded: no data has no quantiles. */
  latencies(): Latencies | undefined {
    if (this.#count === 0) return undefined;
    return {
      mean: round(this.#sumMs / this.#count),
      p50: round(this.#quantile(0.5)),
      p90: round(this.#quantile(0.9)),
      p99: round(this.#quantile(0.99)),
      p999: round(this.#quantile(0.999)),
      max: round(this.#maxMs),
    };
  }

  private minus(earlier: Histogram, maxMs?: number): Histogram {
    const result = new Histogram();
    let highest = 0;
    for (let i = 0; i < BUCKETS; i++) {
      const count = (this.#counts[i] ?? 0) - (earlier.#counts[i] ?? 0);
      result.#counts[i] = count;
      if (count > 0) highest = i;
    }
    result.#sumMs = this.#sumMs - earlier.#sumMs;
    result.#count = this.#count - earlier.#count;
    result.#maxMs = maxMs ?? Math.min(this.#maxMs, upperEdge(highest) / 1000);
    return result;
  }

  #quantile(q: number): number {
    const rank = Math.ceil(q * this.#count);
    let seen = 0;
    for (let i = 0; i < BUCKETS; i++) {
      seen += this.#counts[i] ?? 0;
      if (seen >= rank) return Math.min(this.#maxMs, upperEdge(i) / 1000);
    }
    return this.#maxMs;
  }
}

function bucketOf(us: number): number {
  const value = Math.floor(us);
  if (value < STEPS) return value;
  const power = Math.floor(Math.log2(value));
  const step = Math.floor(value / 2 ** (power - STEPS_BITS)) - STEPS;
  return Math.min(BUCKETS - 1, (power - STEPS_BITS + 1) * STEPS + step);
}

/** The first microsecond above a bucket. */
function upperEdge(bucket: number): number {
  if (bucket < STEPS) return bucket + 1;
  const power = Math.floor(bucket / STEPS) + STEPS_BITS - 1;
  return (STEPS + (bucket % STEPS) + 1) * 2 ** (power - STEPS_BITS);
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
