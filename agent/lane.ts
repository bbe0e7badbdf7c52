/** One kind of action: at most one under way, retried after growing waits. */
export interface Lane<T> {
  readonly busy: boolean;
  /** What the action under way carries out. */
  readonly doing: T | undefined;
  /** What the last action that succeeded carried out. */
  readonly done: T | undefined;
  /** When the last action ended; in the distant past before the first. */
  readonly endedAt: number;
  readonly failures: number;
  /** No action before this time. */
  readonly notBefore: number;
}

export const FREE_LANE: Lane<never> = {
  busy: false,
  doing: undefined,
  done: undefined,
  endedAt: Number.NEGATIVE_INFINITY,
  failures: 0,
  notBefore: Number.NEGATIVE_INFINITY,
};

const RETRY_FIRST_MS = 50;
const RETRY_LONGEST_MS = 2_000;

export function isFree(lane: Lane<unknown>, now: number): boolean {
  return !lane.busy && now >= lane.notBefore;
}

export function beginLane<T>(lane: Lane<T>, doing: T): Lane<T> {
  return { ...lane, busy: true, doing };
}

export function endLane<T>(lane: Lane<T>, ok: boolean, now: number): Lane<T> {
  const ended = { ...lane, busy: false, doing: undefined, endedAt: now };
  if (ok) return { ...ended, done: lane.doing, failures: 0, notBefore: now };
  const failures = lane.failures + 1;
  const wait = Math.min(RETRY_FIRST_MS * 2 ** (failures - 1), RETRY_LONGEST_MS);
  return { ...ended, failures, notBefore: now + wait };
}
