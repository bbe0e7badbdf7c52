import { numberAt, textAt } from '../json';
import type { KubeObject } from '../kube-object';
import { podsProblems } from './pods';
import { READY, type Readiness, type ReadinessRule, waiting } from './readiness';

/** Ready when every node that should run the pod runs the new one, available. */
export const daemonSetRule: ReadinessRule = {
  timeoutSeconds: 600,
  assess: assessDaemonSet,
  problems: podsProblems,
};

export function assessDaemonSet(live: KubeObject): Readiness {
  const generation = numberAt(live, 'metadata', 'generation') ?? 0;
  const observed = numberAt(live, 'status', 'observedGeneration') ?? -1;
  if (observed < generation) return waiting('Waiting for the DaemonSet to be taken up');
  const wanted = numberAt(live, 'status', 'desiredNumberScheduled') ?? 0;
  const updated = numberAt(live, 'status', 'updatedNumberScheduled') ?? 0;
  const available = numberAt(live, 'status', 'numberAvailable') ?? 0;
  const onDelete = textAt(live, 'spec', 'updateStrategy', 'type') === 'OnDelete';
  if (!onDelete && updated < wanted) {
    return waiting(`Waiting for Pods of the new revision (${updated}/${wanted})`);
  }
  if (available < wanted) {
    return waiting(`Waiting for Pods to be available (${available}/${wanted})`);
  }
  return READY;
}
