import type { Share } from '../model/share';

/** A configuration by what identifies it. */
export interface Config {
  readonly share: Share;
  readonly hash: string;
}

/** NGINX as one look finds it. */
export interface NginxSight {
  /** Process id of the master; `undefined` when no NGINX master runs. */
  readonly master: number | undefined;
  /** Process ids of the workers that accept connections. */
  readonly accepting: readonly number[];
  /** How many workers only finish what they have. */
  readonly draining: number;
  /**
   * What a fresh connection was answered, asked after the workers were read; `undefined`: no answer, or
   * not asked because workers from before a reload still accept.
   */
  readonly served: Config | undefined;
}

/** A reload that NGINX was signalled to do and has not been seen to finish. */
interface Pending {
  readonly config: Config;
  readonly master: number;
  readonly since: number;
  /** The workers that accepted before the signal. */
  readonly before: readonly number[];
  /** Whether a worker younger than the signal was seen: NGINX has taken the configuration. */
  readonly taken: boolean;
}

interface Rejection {
  readonly hash: string;
  readonly attempts: number;
  readonly retryAt: number;
}

export interface NginxState {
  readonly sight: NginxSight;
  /** What `upstreams.conf` holds; `undefined` before the first write. */
  readonly file: Config | undefined;
  /** What NGINX was last confirmed to serve on every accepting worker. */
  readonly good: Config | undefined;
  /** Whether the NGINX that runs now answers, and `good` is what it serves. */
  readonly up: boolean;
  /** Since when a living NGINX has given no answer; `undefined` when it answers. */
  readonly silentSince: number | undefined;
  readonly pending: Pending | undefined;
  readonly rejection: Rejection | undefined;
}

export const NO_NGINX: NginxState = {
  sight: { master: undefined, accepting: [], draining: 0, served: undefined },
  file: undefined,
  good: undefined,
  up: false,
  silentSince: undefined,
  pending: undefined,
  rejection: undefined,
};

/** NGINX loads so small a configuration in well under 0.1 s: no new worker after this long means refused. */
export const REFUSED_AFTER_MS = 2_000;
/** With new workers seen, the old ones stop accepting 0.1 s later: this long covers a starved machine. */
export const UNFINISHED_AFTER_MS = 10_000;
/** A refused configuration is tried again after 1 s, then twice as long each time, up to 30 s. */
const RETRY_FIRST_MS = 1_000;
const RETRY_LONGEST_MS = 30_000;
/** An answer that takes a second or two can be a busy machine; three are an NGINX that hangs. */
export const HANGS_AFTER_MS = 3_000;
/**
 * Every reload leaves a generation of workers behind until their connections end. More than this many are
 * not added to except to lower the share, so a burst of changes costs bounded memory.
 */
export const MAX_DRAINING_GENERATIONS = 8;

/** What a look settled, for counting. */
export type Outcome = 'confirmed' | 'rejected';

/** Takes in a look at NGINX. */
export function seeNginx(
  before: NginxState,
  sight: NginxSight,
  now: number,
): { readonly nginx: NginxState; readonly outcome?: Outcome } {
  if (sight.master === undefined) {
    return { nginx: { ...before, sight, up: false, silentSince: undefined, pending: undefined } };
  }
  const restarted = before.sight.master !== sight.master;
  const pending = before.pending?.master === sight.master ? before.pending : undefined;
  const oldAccepting = sight.accepting.some((pid) => pending?.before.includes(pid));
  // While old workers accept NGINX is not asked: neither an answer nor silence.
  const silentSince = sight.served || oldAccepting ? undefined : (before.silentSince ?? now);
  const up = before.up && !restarted && now - (silentSince ?? now) < HANGS_AFTER_MS;
  const known = { ...before, sight, silentSince, up };
  if (pending === undefined) return { nginx: settle({ ...known, pending }) };

  if (!oldAccepting && sight.served?.hash === pending.config.hash) {
    return { nginx: settle({ ...known, pending: undefined }), outcome: 'confirmed' };
  }
  const taken = pending.taken || sight.accepting.some((pid) => !pending.before.includes(pid));
  const limit = taken ? UNFINISHED_AFTER_MS : REFUSED_AFTER_MS;
  if (now - pending.since < limit) return { nginx: { ...known, pending: { ...pending, taken } } };
  const rejection = reject(before.rejection, pending.config.hash, now);
  return { nginx: settle({ ...known, pending: undefined, rejection }), outcome: 'rejected' };
}

/** Without a reload under way, what NGINX answers is what it serves. */
function settle(nginx: NginxState): NginxState {
  const { served } = nginx.sight;
  if (served === undefined) return nginx;
  const rejection = nginx.rejection?.hash === served.hash ? undefined : nginx.rejection;
  return { ...nginx, good: served, up: true, rejection };
}

function reject(before: Rejection | undefined, hash: string, now: number): Rejection {
  const attempts = before?.hash === hash ? before.attempts + 1 : 1;
  const wait = Math.min(RETRY_FIRST_MS * 2 ** (attempts - 1), RETRY_LONGEST_MS);
  return { hash, attempts, retryAt: now + wait };
}

/** A file to write, and whether NGINX is to be told. */
export interface ReloadStep {
  readonly config: Config;
  readonly signal: boolean;
}

/**
 * What to do so that NGINX comes to serve `wanted`. Never a second signal before the first reload is
 * settled: signals that arrive while NGINX reloads are merged, and no look could tell which was meant.
 *
 * @returns `undefined` when there is nothing to do now.
 */
export function reloadStep(nginx: NginxState, wanted: Config, now: number): ReloadStep | undefined {
  const { sight, pending, rejection } = nginx;
  if (pending) return undefined;
  const refused = rejection?.hash === wanted.hash ? rejection : undefined;
  if (refused && (now < refused.retryAt || sight.master === undefined)) return backToGood(nginx);
  const onDisk = nginx.file?.hash === wanted.hash;
  if (sight.master === undefined || sight.served?.hash === wanted.hash) {
    return onDisk ? undefined : { config: wanted, signal: false };
  }
  // The file is right and NGINX says nothing: it is starting, and will read it.
  if (onDisk && !sight.served && !nginx.up) return undefined;
  return isHeldBack(nginx, wanted) ? backToGood(nginx) : { config: wanted, signal: true };
}

/** A later start of NGINX must find the file that NGINX serves, not one that it has refused. */
function backToGood({ file, good }: NginxState): ReloadStep | undefined {
  return good === undefined || file?.hash === good.hash
    ? undefined
    : { config: good, signal: false };
}

/** @returns whether a reload waits for old workers to end. */
export function isHeldBack({ sight, good, pending }: NginxState, wanted: Config): boolean {
  if (pending || good?.hash === wanted.hash) return false;
  const lowers = good !== undefined && wanted.share < good.share;
  return drainingGenerations(sight) >= MAX_DRAINING_GENERATIONS && !lowers;
}

/** @returns how many generations of old workers still end. */
export function drainingGenerations({ draining, accepting }: NginxSight): number {
  return draining / Math.max(1, accepting.length);
}

/** @returns whether no other configuration is in the file, under way, or served by any worker. */
export function isSettledOn({ sight, file, good, up, pending }: NginxState, to: Config): boolean {
  const settled = file?.hash === to.hash && good?.hash === to.hash;
  return settled && up && pending === undefined && sight.draining === 0;
}

/** Takes in that a file was written, and the signal that may have followed. */
export function wroteConfig(
  before: NginxState,
  written: ReloadStep & { readonly master: number | undefined; readonly before: readonly number[] },
  now: number,
): NginxState {
  const { config, master } = written;
  const nginx = { ...before, file: config };
  if (!written.signal || master === undefined) return nginx;
  return {
    ...nginx,
    pending: { config, master, since: now, before: written.before, taken: false },
  };
}
