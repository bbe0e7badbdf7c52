import { FULL_SHARE } from '../model/share';
import { describeWait } from './capacity';
import type { Mounted, MountedProblem } from './material/mounted';
import { identity, type PartName } from './parts';
import { isHeldBack } from './reload';
import type { AgentState } from './state';
import { effectiveOf } from './target';

/** Why a gateway pod does not serve what it should, or may soon not. */
export const CONDITIONS = [
  /** No share has been known yet: the API server has not answered and the pod never served one. */
  'share-unknown',
  'desired-missing',
  'desired-invalid',
  'hold-missing',
  'hold-invalid',
  /** A hold asks for less than 100, but V1 is removed. */
  'hold-without-v1',
  /** The share does not fall yet: V1 has not enough ready pods. */
  'waiting-for-v1',
  /** The share does not rise yet: V2 has not enough ready pods. */
  'waiting-for-v2',
  /** The API server does not tell which pods are ready. */
  'endpoints-unknown',
  /** There is no mounted certificate; the one before is served, if there was one. */
  'certificate-missing',
  /** The mounted certificate cannot be used; the one before is served, if there was one. */
  'certificate-invalid',
  /** The certificate is outside of its time. */
  'certificate-expired',
  /** NGINX refused the mounted certificate and serves the one before. */
  'certificate-refused',
  'jwks-missing',
  'jwks-invalid',
  'jwks-refused',
  /** NGINX refused the newest endpoints and serves those before. */
  'endpoints-refused',
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
export function conditionsOf(state: AgentState): readonly Condition[] {
  const { needs, knowledge, nginx, lanes, connected, target, floors, waited, ready } = state;
  const wanted = state.wanted?.config;
  const { certificate, jwks } = state;
  const counts = floors.v1 !== undefined || floors.v2 !== undefined;
  const holds: Record<Condition, boolean> = {
    'share-unknown': effectiveOf(state) === undefined,
    'desired-missing': knowledge.desired.kind === 'missing',
    'desired-invalid': knowledge.desired.kind === 'invalid',
    'hold-missing': knowledge.hold.kind === 'missing',
    'hold-invalid': knowledge.hold.kind === 'invalid',
    'hold-without-v1': !needs.v1 && (knowledge.lastHold ?? FULL_SHARE) < FULL_SHARE,
    'waiting-for-v1': target?.wait?.version === 'v1',
    'waiting-for-v2': target?.wait?.version === 'v2',
    'endpoints-unknown':
      waited && ready === undefined && (counts || needs.leastConn || needs.fallback),
    'certificate-missing': isProblem(certificate, 'missing'),
    'certificate-invalid': isProblem(certificate, 'invalid'),
    'certificate-expired': isProblem(certificate, 'expired'),
    'certificate-refused': isRefusedPart(state, 'certificate'),
    'jwks-missing': isProblem(jwks, 'missing'),
    'jwks-invalid': isProblem(jwks, 'invalid'),
    'jwks-refused': isRefusedPart(state, 'jwks'),
    'endpoints-refused': isRefusedPart(state, 'endpoints'),
    'config-rejected': wanted !== undefined && nginx.rejection?.hash === wanted.hash,
    'reload-held-back': wanted !== undefined && isHeldBack(nginx, wanted),
    'nginx-unreachable': wanted !== undefined && !nginx.up,
    'volume-unwritable': [lanes.write, lanes.persist, lanes.clean].some(
      (lane) => lane.failures > 0,
    ),
    'api-unreachable': !connected,
  };
  return CONDITIONS.filter((condition) => holds[condition]);
}

function isProblem({ problem }: Mounted<unknown>, kind: MountedProblem['kind']): boolean {
  return problem?.kind === kind;
}

/** What NGINX is told has a part that the configuration to serve goes without. */
function isRefusedPart({ told, wanted }: AgentState, name: PartName): boolean {
  if (told === undefined || wanted === undefined) return false;
  return identity(told, name) !== identity(wanted.parts, name);
}

/**
 * @returns the value of the Pod's annotation; `undefined` to have none. Without what passes by itself at
 * every start, and without `api-unreachable`, which is over whenever it could be written.
 */
export function shownCondition(
  state: AgentState,
  conditions: readonly Condition[],
): string | undefined {
  const shown = conditions
    .filter((condition) => condition !== 'api-unreachable' && condition !== 'nginx-unreachable')
    .map((condition) => {
      const detail = detailOf(state, condition);
      return detail === undefined ? condition : `${condition} (${detail})`;
    });
  return shown.length === 0 ? undefined : shown.join(',');
}

function detailOf(state: AgentState, condition: Condition): string | undefined {
  const { target, certificate, jwks } = state;
  if (condition.startsWith('waiting-for-')) return target?.wait && describeWait(target.wait);
  if (condition === 'certificate-refused' || condition === 'jwks-refused') return undefined;
  if (condition.startsWith('certificate-')) return certificate.problem?.why;
  return condition.startsWith('jwks-') ? jwks.problem?.why : undefined;
}
