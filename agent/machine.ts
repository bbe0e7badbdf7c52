import { TRAFFIC_KEYS } from '../model/names';
import { readFloors } from './capacity';
import { learn, readShare, recall } from './knowledge';
import { beginLane, endLane, isFree } from './lane';
import { carries, noteOf } from './note';
import { waitFor } from './observing';
import { suspect } from './refusals';
import { isSettledOn, reloadStep, seeNginx, wroteConfig, type Outcome } from './reload';
import type { Action, AgentEvent, AgentState } from './state';
import { effectiveOf, nextTarget } from './target';
import { nextWanted, type HashOf } from './wanted';

export interface Step {
  readonly state: AgentState;
  readonly actions: readonly Action[];
  /** What a look at NGINX settled. */
  readonly outcome?: Outcome;
}

/**
 * The agent's whole behaviour: takes in what happened and says what to do.
 *
 * @param hashOf - the hash of the configuration that is made from a share and what goes with it.
 * @param now - milliseconds of a clock that never goes back.
 */
export function step(before: AgentState, event: AgentEvent, now: number, hashOf: HashOf): Step {
  const { state: heard, outcome } = takeIn(before, event, now);
  const settled = outcome === 'rejected' ? withSuspicion(heard, now) : heard;
  const aimed = { ...settled, target: nextTarget(settled) };
  const decided = decide(nextWanted(aimed, now, hashOf), now);
  return outcome ? { ...decided, outcome } : decided;
}

function takeIn(
  state: AgentState,
  event: AgentEvent,
  now: number,
): { readonly state: AgentState; readonly outcome?: Outcome | undefined } {
  const { knowledge } = state;
  switch (event.type) {
    case 'traffic':
      return {
        state: {
          ...state,
          knowledge: learn(knowledge, { desired: readShare(event.data) }),
          floors: readFloors(event.data),
          phase: event.data?.[TRAFFIC_KEYS.phase],
          observed: event.data?.[TRAFFIC_KEYS.observed],
        },
      };
    case 'hold':
      return { state: { ...state, knowledge: learn(knowledge, { hold: readShare(event.data) }) } };
    case 'pods':
      return { state: { ...state, pods: event.pods } };
    case 'endpoints':
      return { state: { ...state, ready: event.ready } };
    case 'certificate':
      return { state: { ...state, certificate: event.mounted } };
    case 'jwks':
      return { state: { ...state, jwks: event.mounted } };
    case 'api':
      return { state: { ...state, connected: event.connected } };
    case 'kept':
      return { state: { ...state, kept: event.share } };
    case 'recalled': {
      const { share } = event;
      const known = share === undefined ? knowledge : recall(knowledge, share);
      return { state: { ...state, knowledge: known, waited: true } };
    }
    case 'looked': {
      const { nginx, outcome } = seeNginx(state.nginx, event.sight, now);
      return { state: withServed({ ...state, nginx }), outcome };
    }
    case 'wrote': {
      const nginx = wroteConfig(state.nginx, event, now);
      return { state: endAction({ ...state, nginx }, 'write', true, now) };
    }
    case 'ended':
      return { state: endAction(state, event.action, event.ok, now) };
    case 'tick':
      return { state };
  }
}

/** Of what NGINX serves only the hash is known; what it is made from is known if it was wanted here. */
function withServed(state: AgentState): AgentState {
  const hash = state.nginx.good?.hash;
  const known = [state.served, state.issued, state.wanted];
  return { ...state, served: known.find((one) => one !== undefined && one.config.hash === hash) };
}

function withSuspicion(state: AgentState, now: number): AgentState {
  const { issued, served, refusals } = state;
  if (issued === undefined) return state;
  return { ...state, refusals: suspect(refusals, issued.parts, served?.parts, now) };
}

function endAction(
  state: AgentState,
  action: Action['type'],
  ok: boolean,
  now: number,
): AgentState {
  const lanes = { ...state.lanes, [action]: endLane<unknown>(state.lanes[action], ok, now) };
  return { ...state, lanes };
}

function decide(state: AgentState, now: number): Step {
  const { wanted, nginx } = state;
  const actions: Action[] = [];
  let { lanes, issued } = state;

  const reload = wanted && reloadStep(nginx, wanted.config, now);
  if (reload && isFree(lanes.write, now)) {
    actions.push({ type: 'write', ...reload });
    lanes = { ...lanes, write: beginLane(lanes.write, reload.config.hash) };
    if (reload.signal) issued = wanted;
  }
  const note = noteOf(state);
  if (state.connected && !carries(state, note, now) && isFree(lanes.annotate, now)) {
    actions.push({ type: 'annotate', note });
    lanes = { ...lanes, annotate: beginLane(lanes.annotate, note) };
  }
  const waiting = waitFor(state, now);
  const due = waiting && now >= waiting.since + waiting.step.afterMs;
  if (due && state.connected && isFree(lanes.observe, now)) {
    actions.push({ type: 'observe', value: waiting.step.value });
    lanes = { ...lanes, observe: beginLane(lanes.observe, String(waiting.step.value)) };
  }
  const good = nginx.up ? nginx.good?.share : undefined;
  if (good !== undefined && good !== lanes.persist.done && isFree(lanes.persist, now)) {
    actions.push({ type: 'persist', share: good });
    lanes = { ...lanes, persist: beginLane(lanes.persist, good) };
  }
  const copies = copiesOf(state);
  if (copies !== undefined && copies !== lanes.clean.done && isFree(lanes.clean, now)) {
    if (wanted) actions.push({ type: 'clean', keep: wanted.dynamics });
    lanes = { ...lanes, clean: beginLane(lanes.clean, copies) };
  }
  return { state: { ...state, lanes, issued, waiting }, actions };
}

/** @returns which copies are in use, once no worker and no later start of NGINX can want any other. */
function copiesOf({ needs, nginx, wanted }: AgentState): string | undefined {
  if (!needs.certificate && !needs.jwks) return undefined;
  if (wanted === undefined || !isSettledOn(nginx, wanted.config)) return undefined;
  return `${wanted.dynamics.certificate ?? ''} ${wanted.dynamics.jwks ?? ''}`;
}

/**
 * A pod is ready when it knows a share and NGINX was confirmed to serve it. It stays ready while the share
 * changes, while a refused configuration leaves the old one serving, and without the API server: taking
 * every gateway pod out of traffic at once would be worse than any of these.
 */
export function isReady(state: AgentState): boolean {
  const { nginx } = state;
  return effectiveOf(state) !== undefined && nginx.up && nginx.good !== undefined;
}
