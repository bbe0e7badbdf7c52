import { type JsonObject, numberAt, objectsAt, textAt } from '../json';
import { type KubeObject, nameOf } from '../kube-object';

/** Reasons of a waiting container that are a step on the way, not a problem. */
const ON_THE_WAY = new Set(['ContainerCreating', 'PodInitializing']);

/**
 * @returns why a pod does not run as it should, one sentence per cause: not scheduled, image not to
 * be had, crashing, failing its probe. Empty for a pod that is ready, done, or still starting.
 */
export function podProblems(pod: KubeObject): string[] {
  const problems: string[] = [];
  const say = (text: string): void => void problems.push(`[Pod ${nameOf(pod)}]: ${text}`);
  const phase = textAt(pod, 'status', 'phase');
  if (phase === 'Succeeded') return [];
  for (const condition of objectsAt(pod, 'status', 'conditions')) {
    if (textAt(condition, 'type') === 'PodScheduled' && textAt(condition, 'status') === 'False') {
      say(`[${textAt(condition, 'reason')}] ${textAt(condition, 'message')}`);
    }
  }
  if (phase === 'Failed' && textAt(pod, 'status', 'reason') !== '') {
    say(`[${textAt(pod, 'status', 'reason')}] ${textAt(pod, 'status', 'message')}`);
  }
  for (const status of containerStatuses(pod)) {
    const problem = containerProblem(status);
    if (problem !== undefined) say(problem);
  }
  return problems;
}

function containerStatuses(pod: KubeObject): readonly JsonObject[] {
  return [
    ...objectsAt(pod, 'status', 'initContainerStatuses'),
    ...objectsAt(pod, 'status', 'containerStatuses'),
  ];
}

function containerProblem(status: JsonObject): string | undefined {
  if (status['ready'] === true) return undefined;
  const name = textAt(status, 'name');
  const reason = textAt(status, 'state', 'waiting', 'reason');
  if (reason !== '' && !ON_THE_WAY.has(reason)) {
    const message = textAt(status, 'state', 'waiting', 'message');
    return `container "${name}" waits: [${reason}] ${message || lastEnd(status)}`;
  }
  const ended = ending(status, 'state');
  if (ended !== undefined) return `container "${name}" ended: ${ended}`;
  if (textAt(status, 'state', 'running', 'startedAt') !== '') {
    return `container "${name}" runs but is not ready: its readiness probe does not succeed`;
  }
  return undefined;
}

function lastEnd(status: JsonObject): string {
  return ending(status, 'lastState') ?? '';
}

function ending(status: JsonObject, state: 'state' | 'lastState'): string | undefined {
  const code = numberAt(status, state, 'terminated', 'exitCode');
  if (code === undefined || code === 0) return undefined;
  const reason = textAt(status, state, 'terminated', 'reason');
  const message = textAt(status, state, 'terminated', 'message');
  return `[${reason}] exit code ${code}${message === '' ? '' : `: ${message}`}`;
}
