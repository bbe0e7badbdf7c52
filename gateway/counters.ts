import type { NumberDict } from './njs';

/** What `/counters` answers. */
export interface Report {
  /** When these counters began, in milliseconds since 1970: another time, other counters. */
  readonly since: number;
  /** Requests that were admitted uncounted because the dictionary of the rate limit failed. */
  readonly unlimited: number;
}

/** Keys beside those of the exact split, `a|route`. */
const SINCE = 'since';
const UNLIMITED = 'unlimited';

/** Counts a request that was not limited; never throws. */
export function countUnlimited(counts: NumberDict, now: number): void {
  try {
    // The first of its kind: the only time at which nobody has asked for a report yet.
    if (counts.incr(UNLIMITED, 1) === 1) counts.add(SINCE, now);
  } catch {
    // Full: the error log has the request all the same.
  }
}

export function reportOf(counts: NumberDict, now: number): Report {
  if (counts.add(SINCE, now)) counts.add(UNLIMITED, 0);
  return { since: counts.get(SINCE) ?? now, unlimited: counts.get(UNLIMITED) ?? 0 };
}
