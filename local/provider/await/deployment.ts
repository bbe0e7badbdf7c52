import { type JsonObject, numberAt, objectsAt, textAt } from '../json';
import type { KubeObject } from '../kube-object';
import { podsProblems } from './pods';
import { READY, type Readiness, type ReadinessRule, failed, waiting } from './readiness';

/** A rollout is complete when every replica is of the new template and available, and no old one is left. */
export const deploymentRule: ReadinessRule = {
  timeoutSeconds: 600,
  assess: assessDeployment,
  problems: podsProblems,
};

export function assessDeployment(live: KubeObject): Readiness {
  const generation = numberAt(live, 'metadata', 'generation') ?? 0;
  const observed = numberAt(live, 'status', 'observedGeneration') ?? -1;
  if (observed < generation) return waiting('Waiting for the Deployment to be taken up');
  const progressing = condition(live, 'Progressing');
  if (textAt(progressing, 'reason') === 'ProgressDeadlineExceeded') {
    return failed(`[ProgressDeadlineExceeded] ${textAt(progressing, 'message')}`);
  }
  const wanted = numberAt(live, 'spec', 'replicas') ?? 1;
  const updated = numberAt(live, 'status', 'updatedReplicas') ?? 0;
  const available = numberAt(live, 'status', 'availableReplicas') ?? 0;
  const all = numberAt(live, 'status', 'replicas') ?? 0;
  if (updated < wanted) return waiting(`Waiting for new Pods (${updated}/${wanted} made)`);
  if (all > updated) return waiting(`Waiting for ${all - updated} old Pods to end`);
  if (available < wanted) {
    return waiting(`Waiting for Pods to be available (${available}/${wanted})`);
  }
  return READY;
}

function condition(live: KubeObject, type: string): JsonObject | undefined {
  return objectsAt(live, 'status', 'conditions').find((one) => textAt(one, 'type') === type);
}
