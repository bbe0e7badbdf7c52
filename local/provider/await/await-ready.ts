import { CancelledError, UnreachableError } from '../api-error';
import type { KubeClient } from '../client';
import { type KubeObject, kindOf, nameOf, refOf } from '../kube-object';
import type { Observer } from '../observe';
import { Changes } from './changes';
import {
  type Readiness,
  type ReadinessRule,
  type Surroundings,
  failed,
  waiting,
} from './readiness';

/** An object was written, but did not become ready. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';

  constructor(
    message: string,
    /** What stands in the way, one sentence each. */
    readonly reasons: readonly string[],
    /** The object as it was last seen. */
    readonly object: KubeObject,
  ) {
    super(message);
  }
}

/** One wait for one object. */
export interface Wait {
  /** The object as it was written. */
  readonly object: KubeObject;
  /** The object before it was written; undefined on a create. */
  readonly previous: KubeObject | undefined;
  readonly rule: ReadinessRule;
  readonly timeoutSeconds: number;
  /** The user's cancellation. */
  readonly signal: AbortSignal;
  /** Called with what is being waited for, whenever that changes. */
  readonly onStatus: (message: string) => void;
}

/** How often a wait looks up when nothing changes, in ms. */
const IDLE_MS = 5000;

/** After how long a wait first says what stands in the way, in ms. */
const HINT_MS = 2000;

/**
 * Waits until the object is ready.
 *
 * @returns the object as it is then.
 * @throws NotReadyError when the time is up, the object cannot get ready, it is gone, or the user
 * cancels.
 */
export async function awaitReady(
  client: KubeClient,
  observer: Observer,
  wait: Wait,
): Promise<KubeObject> {
  const stop = new AbortController();
  const changes = new Changes();
  const around: Surroundings = { client, previous: wait.previous, signal: stop.signal };
  const seen: { latest: KubeObject | undefined; failure: unknown } = {
    latest: wait.object,
    failure: undefined,
  };
  let last = wait.object;
  const following = observer
    .follow(
      refOf(wait.object),
      (object) => {
        seen.latest = object;
        changes.notify();
      },
      stop.signal,
    )
    .catch((error: unknown) => {
      seen.failure = error;
      changes.notify();
    });
  const deadline = Date.now() + wait.timeoutSeconds * 1000;
  let hints: readonly string[] = [];
  let nextHint = Date.now() + HINT_MS;
  try {
    for (;;) {
      if (seen.failure !== undefined) throw seen.failure as Error;
      last = seen.latest ?? last;
      const verdict =
        seen.latest === undefined
          ? failed(`${kindOf(last)} '${nameOf(last)}' was deleted`)
          : await assess(wait.rule, last, around);
      if (verdict.state === 'ready') return last;
      if (verdict.state === 'failed') throw await notReady(verdict.message, wait, last, around);
      wait.onStatus([verdict.message, ...hints].join('; '));
      const left = deadline - Date.now();
      if (left <= 0) {
        const message = `timed out after ${wait.timeoutSeconds} s: ${verdict.message}`;
        throw await notReady(message, wait, last, around);
      }
      await changes.next(Math.min(left, wait.rule.pollMs ?? IDLE_MS), wait.signal);
      if (Date.now() >= nextHint) {
        hints = (await problems(wait.rule, last, around)).slice(0, 1);
        nextHint = Date.now() + IDLE_MS;
      }
    }
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    throw await notReady('the update was cancelled while waiting', wait, last, around);
  } finally {
    stop.abort();
    await following;
  }
}

/** A server that is away for a moment is waited for like everything else. */
async function assess(
  rule: ReadinessRule,
  live: KubeObject,
  around: Surroundings,
): Promise<Readiness> {
  try {
    return await rule.assess(live, around);
  } catch (error) {
    if (error instanceof UnreachableError) return waiting(error.message);
    throw error;
  }
}

async function notReady(
  message: string,
  wait: Wait,
  live: KubeObject,
  around: Surroundings,
): Promise<NotReadyError> {
  return new NotReadyError(message, await problems(wait.rule, live, around), live);
}

/** Reasons are a help, not the result: where they cannot be had, the wait goes on without. */
async function problems(
  rule: ReadinessRule,
  live: KubeObject,
  around: Surroundings,
): Promise<readonly string[]> {
  return (rule.problems?.(live, around) ?? Promise.resolve([])).catch((): readonly string[] => []);
}

/**
 * Judges an object once.
 *
 * @throws NotReadyError where it is not ready.
 */
export async function requireReady(
  client: KubeClient,
  rule: ReadinessRule,
  live: KubeObject,
  signal: AbortSignal,
): Promise<void> {
  const around: Surroundings = { client, previous: undefined, signal };
  const verdict = await rule.assess(live, around);
  if (verdict.state === 'ready') return;
  const reasons = (await rule.problems?.(live, around)) ?? [];
  throw new NotReadyError(verdict.message, reasons, live);
}
