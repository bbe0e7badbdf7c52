import type { Share } from '../model/share';
import { TRAFFIC_KEYS } from '../model/names';
import { observedStep } from './agreement';
import { conditionsOf, shownCondition } from './conditions';
import { learn, readShare, recall } from './knowledge';
import { beginLane, endLane, isFree } from './lane';
import { reloadStep, seeNginx, wroteConfig, type Config, type Outcome } from './reload';
import type { Action, AgentEvent, AgentState, PodNote } from './state';

export interface Step {
  readonly state: AgentState;
  readonly actions: readonly Action[];
  /** What a look at NGINX settled. */
  readonly outcome?: Outcome;
}

/**
 * The agent's whole behaviour: takes in what happened and says what to do.
 *
 * @param hashOf - the hash of the configuration for a share.
 * @param now - milliseconds of a clock that never goes back.
 */
export function step(
  before: AgentState,
  event: AgentEvent,
  now: number,
  hashOf: (share: Share) => string,
): Step {
  const { state: heard, outcome } = takeIn(before, event, now);
  const state =
    heard.knowledge.effective === before.knowledge.effective
      ? heard
      : { ...heard, wantedSince: now };
  const decided = decide(state, now, hashOf);
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
          phase: event.data?.[TRAFFIC_KEYS.phase],
          observed: event.data?.[TRAFFIC_KEYS.observed],
        },
      };
    case 'hold':
      return { state: { ...state, knowledge: learn(knowledge, { hold: readShare(event.data) }) } };
    case 'pods':
      return { state: { ...state, pods: event.pods } };
    case 'api':
      return { state: { ...state, connected: event.connected } };
    case 'recalled':
      return { state: { ...state, knowledge: recall(knowledge, event.share) } };
    case 'looked': {
      const { nginx, outcome } = seeNginx(state.nginx, event.sight, now);
      return { state: { ...state, nginx }, outcome };
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

function endAction(
  state: AgentState,
  action: Action['type'],
  ok: boolean,
  now: number,
): AgentState {
  const lanes = { ...state.lanes, [action]: endLane<unknown>(state.lanes[action], ok, now) };
  return { ...state, lanes };
}

function decide(state: AgentState, now: number, hashOf: (share: Share) => string): Step {
  const { effective } = state.knowledge;
  const wanted =
    effective === undefined ? undefined : { share: effective, hash: hashOf(effective) };
  const actions: Action[] = [];
  let { lanes } = state;

  const reload = wanted && reloadStep(state.nginx, wanted, now);
  if (reload && isFree(lanes.write, now)) {
    actions.push({ type: 'write', ...reload });
    lanes = { ...lanes, write: beginLane(lanes.write, reload.config.hash) };
  }
  const note = noteOf(state, wanted);
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
  const good = state.nginx.up ? state.nginx.good?.share : undefined;
  if (good !== undefined && good !== lanes.persist.done && isFree(lanes.persist, now)) {
    actions.push({ type: 'persist', share: good });
    lanes = { ...lanes, persist: beginLane(lanes.persist, good) };
  }
  return { state: { ...state, lanes, waiting }, actions };
}

function noteOf(state: AgentState, wanted: Config | undefined): PodNote {
  const { good, up } = state.nginx;
  const condition = shownCondition(conditionsOf(state, wanted));
  return up && good
    ? { share: good.share, hash: good.hash, condition }
    : { share: undefined, hash: undefined, condition };
}

/** A write shows in the watch within milliseconds: a Pod that differs for longer was changed by another. */
const ECHO_MS = 2_000;

function carries(
  { lanes: { annotate }, pods, self }: AgentState,
  note: PodNote,
  now: number,
): boolean {
  const { done, endedAt } = annotate;
  if (done === undefined) return note.share === undefined && note.condition === undefined;
  const written =
    done.share === note.share && done.hash === note.hash && done.condition === note.condition;
  const pod = pods?.find(({ name }) => name === self);
  const shown = pod === undefined || pod.share === asText(note.share);
  return written && (shown || now - endedAt < ECHO_MS);
}

function asText(share: Share | undefined): string | undefined {
  return share === undefined ? undefined : String(share);
}

/** The wait of a step begins anew whenever another step becomes the right one. */
function waitFor(state: AgentState, now: number): AgentState['waiting'] {
  const next = observedStep({
    pods: state.pods,
    effective: state.knowledge.effective,
    observed: state.observed,
    self: state.self,
  });
  if (next === undefined) return undefined;
  const { observe } = state.lanes;
  // The write that just succeeded has not come back through the watch yet.
  if (observe.done === String(next.value) && now - observe.endedAt < ECHO_MS) return undefined;
  const { waiting } = state;
  if (!waiting || waiting.step.value !== next.value || waiting.step.afterMs !== next.afterMs) {
    return { step: next, since: now };
  }
  return waiting;
}

/**
 * A pod is ready when it knows a share and NGINX was confirmed to serve it. It stays ready while the share
 * changes, while a refused configuration leaves the old one serving, and without the API server: taking
 * every gateway pod out of traffic at once would be worse than any of these.
 */
export function isReady({ knowledge, nginx }: AgentState): boolean {
  return knowledge.effective !== undefined && nginx.up && nginx.good !== undefined;
}
