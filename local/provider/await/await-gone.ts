import { CancelledError } from '../api-error';
import { at, isArray, textAt } from '../json';
import { type KubeObject, type ObjectRef, kindOf, nameOf } from '../kube-object';
import type { Observer } from '../observe';
import { NotReadyError } from './await-ready';
import { Changes } from './changes';

/** One wait for the end of one object. */
export interface GoneWait {
  readonly ref: ObjectRef;
  /** The object as it was before its deletion. */
  readonly object: KubeObject;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly onStatus: (message: string) => void;
}

/**
 * Waits until the object is gone; another one of the same name does not count as the same.
 *
 * @throws NotReadyError when the time is up or the user cancels: the object is still there.
 */
export async function awaitGone(observer: Observer, wait: GoneWait): Promise<void> {
  const stop = new AbortController();
  const changes = new Changes();
  const uid = textAt(wait.object, 'metadata', 'uid');
  let last = wait.object;
  let gone = false;
  const seen: { failure: unknown } = { failure: undefined };
  const following = observer
    .follow(
      wait.ref,
      (object) => {
        gone = object === undefined || textAt(object, 'metadata', 'uid') !== uid;
        if (object !== undefined && !gone) last = object;
        changes.notify();
      },
      stop.signal,
    )
    .catch((error: unknown) => {
      seen.failure = error;
      changes.notify();
    });
  const deadline = Date.now() + wait.timeoutSeconds * 1000;
  try {
    for (;;) {
      if (isSet(seen.failure)) throw seen.failure as Error;
      if (isSet(gone)) return;
      const left = deadline - Date.now();
      if (left <= 0) {
        throw new NotReadyError(
          `timed out after ${wait.timeoutSeconds} s waiting for the deletion`,
          [blockers(last)],
          last,
        );
      }
      wait.onStatus(blockers(last));
      await changes.next(left, wait.signal);
    }
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    throw new NotReadyError('the deletion was cancelled while waiting', [blockers(last)], last);
  } finally {
    stop.abort();
    await following;
  }
}

/** The watch sets these in the background, which the compiler's flow analysis does not see. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== false;
}

function blockers(object: KubeObject): string {
  const finalizers = at(object, 'metadata', 'finalizers');
  const names = isArray(finalizers) ? finalizers.filter((name) => typeof name === 'string') : [];
  const name = `${kindOf(object)} '${nameOf(object)}'`;
  return names.length === 0
    ? `Waiting for ${name} to be gone`
    : `Waiting for ${name} to be gone; finalizers hold it: ${names.join(', ')}`;
}
