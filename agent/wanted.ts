import type { Dynamics } from '../model/upstreams-dynamics';
import type { Share } from '../model/share';
import { keepPace } from './pace';
import { endpointsFor, identity, isIncomplete, keepSame, type Parts } from './parts';
import { withoutRefused } from './refusals';
import { drainingGenerations, MAX_DRAINING_GENERATIONS } from './reload';
import type { AgentState, Wanted } from './state';

/** @returns the hash of the configuration that is made from these. */
export type HashOf = (dynamics: Dynamics) => string;

/**
 * Puts together what NGINX is to serve: the share, the certificate and the key set as they are, the endpoints
 * at their own pace, and for what NGINX has refused what it had before.
 */
export function nextWanted(state: AgentState, now: number, hashOf: HashOf): AgentState {
  const { target, told, needs, refusals } = state;
  const newest: Parts = {
    certificate: state.certificate.usable,
    jwks: state.jwks.usable,
    endpoints: endpointsFor(needs, state.ready),
  };
  if (target === undefined || isIncomplete(needs, newest) || !mayBegin(state)) return state;
  const before = state.wanted;
  const { endpoints, pace } = keepPace(
    {
      told,
      newest,
      pace: state.pace,
      along: before?.config.share !== target.share || copiesDiffer(told, newest),
      crowded: drainingGenerations(state.nginx.sight) >= MAX_DRAINING_GENERATIONS / 2,
    },
    now,
  );
  const tells = keepSame(told, { ...newest, endpoints });
  const parts = keepSame(before?.parts, withoutRefused(refusals, tells, state.served?.parts, now));
  const wanted =
    before?.config.share === target.share && before.parts === parts
      ? before
      : make(target.share, parts, hashOf);
  const wantedSince = before?.config.share === target.share ? state.wantedSince : now;
  return { ...state, told: tells, pace, wanted, wantedSince };
}

function make(share: Share, parts: Parts, hashOf: HashOf): Wanted {
  const dynamics: Dynamics = {
    share,
    ...parts.endpoints,
    certificate: parts.certificate?.fingerprint,
    jwks: parts.jwks,
  };
  return { config: { share, hash: hashOf(dynamics) }, parts, dynamics };
}

function copiesDiffer(told: Parts | undefined, newest: Parts): boolean {
  return (['certificate', 'jwks'] as const).some(
    (name) => told !== undefined && identity(told, name) !== identity(newest, name),
  );
}

/** Where endpoints count, the first configuration waits for them, unless the API server does not tell. */
function mayBegin({ needs, ready, waited, told }: AgentState): boolean {
  return (
    told !== undefined || waited || ready !== undefined || !(needs.leastConn || needs.fallback)
  );
}
