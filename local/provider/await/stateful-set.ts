import { numberAt, textAt } from '../json';
import type { KubeObject } from '../kube-object';
import { podsProblems } from './pods';
import { READY, type Readiness, type ReadinessRule, waiting } from './readiness';

/** Ready when every replica of the current revision is ready. */
export const statefulSetRule: ReadinessRule = {
  timeoutSeconds: 600,
  assess: assessStatefulSet,
  problems: podsProblems,
};

export function assessStatefulSet(live: KubeObject): Readiness {
  const generation = numberAt(live, 'metadata', 'generation') ?? 0;
  const observed = numberAt(live, 'status', 'observedGeneration') ?? -1;
  if (observed < generation) return waiting('Waiting for the StatefulSet to be taken up');
  const wanted = numberAt(live, 'spec', 'replicas') ?? 1;
  const ready = numberAt(live, 'status', 'readyReplicas') ?? 0;
  if (ready < wanted) return waiting(`Waiting for Pods to be ready (${ready}/${wanted})`);
  // With OnDelete or a partition the old revision stays on purpose.
  const strategy = textAt(live, 'spec', 'updateStrategy', 'type');
  const partition = numberAt(live, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
  if (strategy === 'OnDelete') return READY;
  const updated = numberAt(live, 'status', 'updatedReplicas') ?? 0;
  if (updated < wanted - partition) {
    return waiting(`Waiting for Pods of the new revision (${updated}/${wanted - partition})`);
  }
  const current = textAt(live, 'status', 'currentRevision');
  const next = textAt(live, 'status', 'updateRevision');
  return partition === 0 && current !== next
    ? waiting('Waiting for the rollout of the new revision')
    : READY;
}
