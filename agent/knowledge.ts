import { effectiveShare, parseShare, type Share } from '../model/share';
import { TRAFFIC_KEYS } from '../model/names';

/** What one ConfigMap says about a share. Only `share` is usable; the others say why it is not. */
export type Reading =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'invalid'; readonly got: string | undefined }
  | { readonly kind: 'share'; readonly share: Share };

/** Nothing has been heard from the API server yet. */
const UNKNOWN: Reading = { kind: 'unknown' };

type Data = Readonly<Record<string, string>>;

/** @param data - `undefined` when the ConfigMap does not exist; an existing one without data is `{}`. */
export function readShare(data: Data | undefined): Reading {
  if (data === undefined) return { kind: 'missing' };
  const got = data[TRAFFIC_KEYS.desired];
  const share = got === undefined ? undefined : parseShare(got);
  return share === undefined ? { kind: 'invalid', got } : { kind: 'share', share };
}

/** The share to serve and the last values that could be read. */
export interface Knowledge {
  readonly desired: Reading;
  readonly hold: Reading;
  /** The last desired share that could be read. */
  readonly lastDesired: Share | undefined;
  /** The last hold that could be read. */
  readonly lastHold: Share | undefined;
  /** What NGINX is to serve; `undefined` until a share has been known for the first time. */
  readonly effective: Share | undefined;
}

export const NOTHING_KNOWN: Knowledge = {
  desired: UNKNOWN,
  hold: UNKNOWN,
  lastDesired: undefined,
  lastHold: undefined,
  effective: undefined,
};

/**
 * Takes in new readings.
 *
 * With both readable the share is min(desired, hold). Otherwise the last good share stands, and what can
 * be read may lower it but never raise it: a corrupted desired share does not stop a rollback by hold, and
 * a corrupted hold does not let the share rise.
 */
export function learn(
  before: Knowledge,
  news: { readonly desired?: Reading; readonly hold?: Reading },
): Knowledge {
  const desired = news.desired ?? before.desired;
  const hold = news.hold ?? before.hold;
  const lastDesired = desired.kind === 'share' ? desired.share : before.lastDesired;
  const lastHold = hold.kind === 'share' ? hold.share : before.lastHold;
  const effective =
    desired.kind === 'share' && hold.kind === 'share'
      ? effectiveShare(desired.share, hold.share)
      : lowest(before.effective, lastDesired, lastHold);
  return { desired, hold, lastDesired, lastHold, effective };
}

/** Takes the share that this pod served before, when the API server does not answer at start. */
export function recall(before: Knowledge, share: Share): Knowledge {
  if (before.effective !== undefined) return before;
  return { ...before, effective: lowest(share, before.lastDesired, before.lastHold) };
}

/** @returns the lowest of `known` and the limits that are known; `undefined` without `known`. */
function lowest(
  known: Share | undefined,
  ...limits: readonly (Share | undefined)[]
): Share | undefined {
  if (known === undefined) return undefined;
  return limits.reduce<Share>(
    (least, limit) => (limit === undefined ? least : effectiveShare(least, limit)),
    known,
  );
}
