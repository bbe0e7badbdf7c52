import type { ClusterPort, Subject } from './cluster-port';
import { CommandFailure } from './failure';
import { Bell } from './wait-observed';

/** A watch may miss a change: look by itself at least this often, in milliseconds. */
const LOOK_MS = 2_000;
/** Changes come in bursts: at most one look in this time. */
const BURST_MS = 100;

/** Something that is looked at again and again. */
export interface Watched<View> {
  readonly subjects: readonly Subject[];
  readonly read: () => Promise<View>;
  readonly show: (view: View) => void;
  /** Told why a look failed. */
  readonly trouble: (message: string) => void;
  /** A view with the same text as the one before is not shown. @defaultValue all of it */
  readonly textOf?: (view: View) => string;
}

/**
 * Shows a view whenever something has changed, until the signal. A cluster that does not answer for a while is told
 * and tried again; one that never answered ends it.
 */
export async function watchView<View>(
  cluster: ClusterPort,
  { subjects, read, show, trouble, textOf = JSON.stringify }: Watched<View>,
  signal: AbortSignal,
): Promise<void> {
  const bell = new Bell();
  const ring = (): void => {
    bell.ring();
  };
  const stop = new AbortController();
  signal.addEventListener('abort', ring, { once: true });
  cluster.watch(subjects, ring, AbortSignal.any([signal, stop.signal]));
  let shown = '';
  try {
    for (let first = true; !signal.aborted; first = false) {
      try {
        const view = await read();
        const text = textOf(view);
        if (text !== shown) show(view);
        shown = text;
      } catch (error) {
        if (first || !(error instanceof CommandFailure)) throw error;
        trouble(error.message);
        shown = '';
      }
      await bell.wait(LOOK_MS);
      await new Promise((resolve) => setTimeout(resolve, BURST_MS));
    }
  } finally {
    stop.abort();
  }
}
