/** Monotonic milliseconds of the machine (CLOCK_MONOTONIC): the same in every process on it. */
export function monotonicMs(): number {
  return performance.now() + offset;
}

/** `performance.now()` counts from the start of its own process and is four times cheaper to read. */
const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now();
