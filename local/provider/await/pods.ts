import { isObject, at, objectsAt, textAt } from '../json';
import { type KubeObject, namespaceOf, selectorQuery } from '../kube-object';
import { podProblems } from './pod-problems';
import type { Surroundings } from './readiness';

const POD = { group: '', version: 'v1', kind: 'Pod' };
const EVENT = { group: '', version: 'v1', kind: 'Event' };

/** The pods that a workload's `matchLabels` select. */
async function podsOf(workload: KubeObject, around: Surroundings): Promise<readonly KubeObject[]> {
  const labels = at(workload, 'spec', 'selector', 'matchLabels');
  if (!isObject(labels)) return [];
  const query = `labelSelector=${encodeURIComponent(selectorQuery(labels))}`;
  return around.client.list(POD, namespaceOf(workload), query, around.signal);
}

/** What stands in the way of a workload's pods, with the events that say why a probe fails. */
export async function podsProblems(
  workload: KubeObject,
  around: Surroundings,
): Promise<readonly string[]> {
  const pods = await podsOf(workload, around);
  const problems = pods.flatMap(podProblems);
  if (problems.length === 0) return problems;
  const warnings = await warningsOf(pods, namespaceOf(workload), around);
  return [...new Set([...problems, ...warnings])];
}

async function warningsOf(
  pods: readonly KubeObject[],
  namespace: string,
  around: Surroundings,
): Promise<string[]> {
  const query = `fieldSelector=${encodeURIComponent('type=Warning,involvedObject.kind=Pod')}`;
  const events = await around.client
    .list(EVENT, namespace, query, around.signal)
    // Who may not read events still gets what the pods themselves say.
    .catch((): readonly KubeObject[] => []);
  const uids = new Set(pods.map((pod) => textAt(pod, 'metadata', 'uid')));
  return events
    .filter((event) => uids.has(textAt(event, 'involvedObject', 'uid')))
    .filter((event) => textAt(event, 'reason') === 'Unhealthy')
    .map((event) => {
      const pod = textAt(event, 'involvedObject', 'name');
      return `[Pod ${pod}]: [Unhealthy] ${textAt(event, 'message')}`;
    });
}

/** Whether a pod's condition of this type is `True`. */
export function hasCondition(object: KubeObject, type: string): boolean {
  return objectsAt(object, 'status', 'conditions').some(
    (condition) => textAt(condition, 'type') === type && textAt(condition, 'status') === 'True',
  );
}
