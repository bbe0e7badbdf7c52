import type { ClusterPort } from './cluster-port';
import { CommandFailure } from './failure';
import type { CommandTarget } from './target';
import { readStatus, type StatusView } from './status-view';
import { Bell } from './wait-observed';

/** A watch may miss a change: look by itself at least this often, in milliseconds. */
const LOOK_MS = 2_000;
/** Changes come in bursts: at most one look in this time. */
const BURST_MS = 100;

const SUBJECTS = ['traffic', 'hold', 'pods', 'workloads'] as const;

/**
 * Shows the status whenever something has changed, until the signal. A cluster that does not answer for a
 * while is told and tried again; one that never answered ends it.
 */
export async function watchStatus(
  cluster: ClusterPort,
  target: CommandTarget,
  show: (status: StatusView) => void,
  trouble: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const bell = new Bell();
  const ring = (): void => {
    bell.ring();
  };
  const stop = new AbortController();
  signal.addEventListener('abort', ring, { once: true });
  cluster.watch(SUBJECTS, ring, AbortSignal.any([signal, stop.signal]));
  let shown = '';
  try {
    for (let first = true; !signal.aborted; first = false) {
      try {
        const status = await readStatus(cluster, target);
        const text = JSON.stringify(status);
        if (text !== shown) show(status);
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
