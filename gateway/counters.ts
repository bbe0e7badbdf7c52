import type { NumberDict } from './njs';

/** How one request ended. */
export interface Ending {
  /** Empty when no route took it. */
  readonly route: string;
  /** The version that it was meant for; empty when none was asked. */
  readonly chosen: string;
  /** The version that answered; empty when none was asked. */
  readonly served: string;
  readonly status: string;
}

/** A counter of requests that ended alike. */
export interface RequestCount extends Ending {
  readonly count: number;
}

/** What `/counters` answers. */
export interface Report {
  /** When these counters began, in milliseconds since 1970: another time, other counters. */
  readonly since: number;
  readonly requests: readonly RequestCount[];
  /** Requests that could not be counted because the dictionary was full. */
  readonly uncounted: number;
  /** Requests that were admitted uncounted because the dictionary of the rate limit failed. */
  readonly unlimited: number;
}

/** Keys: `r|route|chosen|served|status` for requests, and these. */
const SINCE = 'since';
export const UNCOUNTED = 'uncounted';
export const UNLIMITED = 'unlimited';

/** More than there can be: 36 labels of statuses, 5 pairs of versions, for each of some hundred routes. */
const MOST_COUNTERS = 100_000;

/** Statuses with a counter of their own; all others are counted by class, so that no backend can make more. */
const STATUSES =
  ' 200 201 202 204 206 301 302 303 304 307 308 400 401 403 404 405 408 409 410 413 414 415 422 429 431 499 ' +
  '500 501 502 503 504 ';

function statusLabel(status: string): string {
  if (STATUSES.includes(` ${status} `)) return status;
  return /^[1-5]\d\d$/.test(status) ? `${status.charAt(0)}xx` : 'other';
}

/** Makes all that must exist before the dictionary can be full. */
function begin(counts: NumberDict, now: number): void {
  if (!counts.add(SINCE, now)) return;
  counts.add(UNCOUNTED, 0);
  counts.add(UNLIMITED, 0);
}

/** Counts a request; never throws. */
export function countRequest(counts: NumberDict, ending: Ending, now: number): void {
  const { route, chosen, served, status } = ending;
  const key = `r|${route}|${chosen}|${served}|${statusLabel(status)}`;
  try {
    // The first of a kind: the only time at which the dictionary can be new.
    if (counts.incr(key, 1) === 1) begin(counts, now);
  } catch {
    countFailure(counts, UNCOUNTED);
  }
}

/** Counts what went wrong; never throws. */
export function countFailure(counts: NumberDict, key: typeof UNCOUNTED | typeof UNLIMITED): void {
  try {
    counts.incr(key, 1);
  } catch {
    // Full before it began: nothing can be counted in it.
  }
}

export function reportOf(counts: NumberDict, now: number): Report {
  begin(counts, now);
  const requests: RequestCount[] = [];
  for (const [key, count] of counts.items(MOST_COUNTERS)) {
    const [kind, route = '', chosen = '', served = '', status = ''] = key.split('|');
    if (kind === 'r') requests.push({ route, chosen, served, status, count });
  }
  return {
    since: counts.get(SINCE) ?? now,
    requests,
    uncounted: counts.get(UNCOUNTED) ?? 0,
    unlimited: counts.get(UNLIMITED) ?? 0,
  };
}
