import { objectsAt, textAt } from '../json';
import type { KubeObject } from '../kube-object';
import { podsProblems } from './pods';
import { READY, type Readiness, type ReadinessRule, failed, waiting } from './readiness';

/** Ready when the Job is complete; a suspended one is left alone. */
export const jobRule: ReadinessRule = {
  timeoutSeconds: 600,
  assess: assessJob,
  problems: podsProblems,
};

export function assessJob(live: KubeObject): Readiness {
  for (const condition of objectsAt(live, 'status', 'conditions')) {
    if (textAt(condition, 'status') !== 'True') continue;
    const type = textAt(condition, 'type');
    if (type === 'Complete' || type === 'Suspended') return READY;
    if (type === 'Failed') {
      return failed(`[${textAt(condition, 'reason')}] ${textAt(condition, 'message')}`);
    }
  }
  return waiting('Waiting for the Job to complete');
}
