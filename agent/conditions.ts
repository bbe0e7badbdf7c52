import { isHeldBack, type Config } from './reload';
import type { AgentState } from './state';

/** Why a gateway pod does not serve what it should, or may soon not. */
export const CONDITIONS = [
  /** No share has been known yet: the API server has not answered and the pod never served one. */
  'share-unknown',
  'desired-missing',
  'desired-invalid',
  'hold-missing',
  'hold-invalid',
  /** NGINX refused the configuration and serves the one before. */
  'config-rejected',
  /** Too many old workers are still ending: a higher share waits for them. */
  'reload-held-back',
  /** NGINX does not run or does not answer. */
  'nginx-unreachable',
  /** The shared volume cannot be written. */
  'volume-unwritable',
  /** The last good share is served without the API server. */
  'api-unreachable',
] as const;

export type Condition = (typeof CONDITIONS)[number];

/** @returns all that hold, in the order of {@link CONDITIONS}. */
export function conditionsOf(state: AgentState, wanted: Config | undefined): readonly Condition[] {
  const { knowledge, nginx, lanes, connected } = state;
  const holds: Record<Condition, boolean> = {
    'share-unknown': knowledge.effective === undefined,
    'desired-missing': knowledge.desired.kind === 'missing',
    'desired-invalid': knowledge.desired.kind === 'invalid',
    'hold-missing': knowledge.hold.kind === 'missing',
    'hold-invalid': knowledge.hold.kind === 'invalid',
    'config-rejected': wanted !== undefined && nginx.rejection?.hash === wanted.hash,
    'reload-held-back': wanted !== undefined && isHeldBack(nginx, wanted),
    'nginx-unreachable': wanted !== undefined && !nginx.up,
    'volume-unwritable': lanes.write.failures > 0 || lanes.persist.failures > 0,
    'api-unreachable': !connected,
  };
  return CONDITIONS.filter((condition) => holds[condition]);
}

/**
 * @returns the value of the Pod's annotation; `undefined` to have none. Without what passes by itself at
 * every start, and without `api-unreachable`, which is over whenever it could be written.
 */
export function shownCondition(conditions: readonly Condition[]): string | undefined {
  const shown = conditions.filter(
    (condition) => condition !== 'api-unreachable' && condition !== 'nginx-unreachable',
  );
  return shown.length === 0 ? undefined : shown.join(',');
}
