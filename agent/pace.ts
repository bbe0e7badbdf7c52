import { identity, removes, type Endpoints, type Parts } from './parts';

/** When new endpoints are told to NGINX. */
export interface Pace {
  /** Since when the newest endpoints differ from those that NGINX is told; `undefined` while they do not. */
  readonly since: number | undefined;
  /** When NGINX was last told others. */
  readonly toldAt: number;
}

export const NEVER_TOLD: Pace = { since: undefined, toldAt: Number.NEGATIVE_INFINITY };

/**
 * Endpoints alone cause a reload at most this often, and pods that are added wait this long for others: an
 * autoscaler or a rollout changes many pods within seconds, and each reload leaves workers that still have to end.
 */
export const ENDPOINTS_EVERY_MS = 1_000;

/** @returns from when on NGINX may be told the newest endpoints for their own sake. */
export function endpointsDue(told: Endpoints, newest: Endpoints, pace: Pace): number {
  const since = pace.since ?? Number.POSITIVE_INFINITY;
  // A pod that is gone must not wait for those that come.
  const from = removes(told, newest) ? since : since + ENDPOINTS_EVERY_MS;
  return Math.max(from, pace.toldAt + ENDPOINTS_EVERY_MS);
}

export interface PaceFacts {
  readonly told: Parts | undefined;
  readonly newest: Parts;
  readonly pace: Pace;
  /** Whether NGINX is told something else at this moment anyway. */
  readonly along: boolean;
  /** Whether old workers are many: then pods that are only added leave the room for changes of the share. */
  readonly crowded: boolean;
}

/** @returns the endpoints to tell NGINX now, and how they go on. */
export function keepPace(
  { told, newest, pace, along, crowded }: PaceFacts,
  now: number,
): { readonly endpoints: Endpoints; readonly pace: Pace } {
  const next = newest.endpoints;
  if (told === undefined || along)
    return { endpoints: next, pace: { since: undefined, toldAt: now } };
  if (identity(told, 'endpoints') === identity(newest, 'endpoints')) {
    return { endpoints: told.endpoints, pace: { ...pace, since: undefined } };
  }
  const waiting = { ...pace, since: pace.since ?? now };
  const held = crowded && !removes(told.endpoints, next);
  if (held || now < endpointsDue(told.endpoints, next, waiting)) {
    return { endpoints: told.endpoints, pace: waiting };
  }
  return { endpoints: next, pace: { since: undefined, toldAt: now } };
}
