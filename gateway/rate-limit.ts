import type { NumberDict } from './njs';

/** How fast a client may send, as the generic cell rate algorithm (GCRA) counts it. */
export interface Pace {
  /** Milliseconds that one request takes of a client's time. */
  readonly intervalMs: number;
  /** Milliseconds by which a client may run ahead: the burst. */
  readonly aheadMs: number;
}

/** @returns the pace of `requests` in `perSeconds` with a burst. */
export function paceOf(limit: { requests: number; perSeconds: number; burst: number }): Pace {
  const intervalMs = (limit.perSeconds * 1_000) / limit.requests;
  return { intervalMs, aheadMs: limit.burst * intervalMs };
}

/**
 * Times are counted from here, 2026-01-01, so that a double still tells millionths of a millisecond apart; from
 * 1970 a pace of 100,000 requests a second would be 2 % wrong by rounding alone.
 */
const EPOCH_MS = 1_767_225_600_000;

/** @param nowMs - as of `Date.now()`. @returns the time that this file counts in. */
export function limitTime(nowMs: number): number {
  return nowMs - EPOCH_MS;
}

/** Above it NGINX's lifetimes would wrap around; a debt of more than 24 days ends early. */
const LONGEST_LIFETIME_MS = 2 ** 31 - 1;

function lifetime(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 1), LONGEST_LIFETIME_MS);
}

/**
 * Counts one request of a client, if it may go on.
 *
 * For each client the dictionary holds until when the time of its requests reaches. All that changes it is one
 * atomic addition, so that workers never admit more than the pace allows: who finds after its own addition that
 * the client ran too far ahead takes it back and refuses. Such a moment may make another worker refuse too early;
 * that is why a client that is clearly beyond is refused by reading alone.
 *
 * An entry lives exactly as long as it says something. When the dictionary is full, NGINX removes what would end
 * first: the clients that used least.
 *
 * @param now - {@link limitTime}.
 * @returns 0 when the request is admitted, else milliseconds until one would be.
 */
export function take(levels: NumberDict, pace: Pace, key: string, now: number): number {
  const before = levels.get(key);
  if (before !== undefined && before - pace.aheadMs > now) return before - pace.aheadMs - now;
  const after = charge(levels, key, pace.intervalMs, now);
  const beyond = after - pace.intervalMs - pace.aheadMs - now;
  if (beyond <= 0) return 0;
  charge(levels, key, -pace.intervalMs, now);
  return beyond;
}

/**
 * Adds to what a client has used, whatever it may use: what it used elsewhere is a debt here.
 *
 * @param ms - of the client's time.
 * @returns until when the time of its requests now reaches.
 */
export function charge(levels: NumberDict, key: string, ms: number, now: number): number {
  const before = levels.get(key);
  // Only one worker can begin anew for a client whose time is over: the others then add to that.
  if (before === undefined && levels.add(key, now + ms, lifetime(ms))) return now + ms;
  const expected = (before ?? now) + ms;
  const after = levels.incr(key, ms, now, lifetime(expected - now));
  if (after !== expected) levels.incr(key, 0, now, lifetime(after - now));
  return after;
}
