import { textAt } from '../json';
import type { KubeObject } from '../kube-object';
import { podProblems } from './pod-problems';
import { hasCondition } from './pods';
import { READY, type Readiness, type ReadinessRule, failed, waiting } from './readiness';

/** Ready when the pod is ready, or has done its work. */
export const podRule: ReadinessRule = {
  timeoutSeconds: 600,
  assess: assessPod,
  problems: (live) => Promise.resolve(podProblems(live)),
};

export function assessPod(live: KubeObject): Readiness {
  const phase = textAt(live, 'status', 'phase');
  if (phase === 'Succeeded' || hasCondition(live, 'Ready')) return READY;
  if (phase === 'Failed') return failed('the Pod failed');
  return waiting(podProblems(live)[0] ?? 'Waiting for the Pod to be ready');
}
