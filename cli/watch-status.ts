import type { ClusterPort } from './cluster-port';
import { readStatus, type StatusView } from './status-view';
import type { CommandTarget } from './target';
import { watchView } from './watch-view';

const SUBJECTS = ['traffic', 'hold', 'pods', 'workloads'] as const;

/** Shows the status whenever something has changed, until the signal; see {@link watchView}. */
export function watchStatus(
  cluster: ClusterPort,
  target: CommandTarget,
  show: (status: StatusView) => void,
  trouble: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const read = (): Promise<StatusView> => readStatus(cluster, target);
  return watchView(cluster, { subjects: SUBJECTS, read, show, trouble }, signal);
}
