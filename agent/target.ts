import { FULL_SHARE, parseShare, type Share } from '../model/share';
import { letThrough, type CapacityWait } from './capacity';
import type { AgentState } from './state';

/** The share that is to be served as far as the two ConfigMaps say. @returns 100 once V1 is removed. */
export function effectiveOf({ needs, knowledge }: AgentState): Share | undefined {
  return needs.v1 ? knowledge.effective : FULL_SHARE;
}

/** The share that NGINX is to serve now, and what the rest of the way waits for. */
export interface Target {
  readonly share: Share;
  readonly wait: CapacityWait | undefined;
}

/** @returns `undefined` as long as it is not known. */
export function nextTarget(state: AgentState): Target | undefined {
  const effective = effectiveOf(state);
  if (effective === undefined) return undefined;
  const { needs, floors, knowledge } = state;
  const unlimited = floors.v1 === undefined && floors.v2 === undefined;
  if (!needs.v1 || unlimited) return { share: effective, wait: undefined };
  if (state.target === undefined && !isPresentSettled(state)) return undefined;
  const present = state.target?.share ?? presentShare(state);
  if (present === undefined) return { share: effective, wait: undefined };
  const ready = { v1: state.ready?.v1.length, v2: state.ready?.v2.length };
  return letThrough({ present, effective, hold: knowledge.lastHold, floors, ready });
}

/** A pod that starts waits until it can know what the others serve, unless the API server does not tell. */
function isPresentSettled({ nginx, pods, waited }: AgentState): boolean {
  return nginx.good !== undefined || pods !== undefined || waited;
}

/**
 * What a pod that starts takes for the present share: what the NGINX beside it serves already, or the highest
 * share that a ready gateway pod confirms, or what it served before. Without any of them nobody serves, so
 * there is no traffic to move.
 */
function presentShare({ nginx, pods, kept }: AgentState): Share | undefined {
  if (nginx.good) return nginx.good.share;
  const confirmed = (pods ?? [])
    .filter(({ serving, share }) => serving && share !== undefined)
    .map(({ share }) => parseShare(share ?? ''))
    .filter((share) => share !== undefined);
  return confirmed.length === 0 ? kept : confirmed.reduce((a, b) => (a > b ? a : b));
}
