import type { Share } from '../model/share';
import { conditionsOf, shownCondition } from './conditions';
import { ECHO_MS } from './observing';
import type { AgentState, PodNote } from './state';

/** @returns what the agent's own Pod is to say. */
export function noteOf(state: AgentState): PodNote {
  const { good, up } = state.nginx;
  const condition = shownCondition(state, conditionsOf(state));
  return up && good
    ? { share: good.share, hash: good.hash, condition }
    : { share: undefined, hash: undefined, condition };
}

/** @returns whether the Pod says it already, as far as the agent knows. */
export function carries(
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
