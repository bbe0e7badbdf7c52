import { observedStep } from './agreement';
import type { AgentState } from './state';
import { effectiveOf } from './target';

/** A write shows in the watch within milliseconds: what differs for longer was changed by another. */
export const ECHO_MS = 2_000;

/**
 * @returns the step to `data.observed` and since when it has been the right one; the wait of a step begins anew
 * whenever another becomes the right one.
 */
export function waitFor(state: AgentState, now: number): AgentState['waiting'] {
  const next = observedStep({
    pods: state.pods,
    effective: effectiveOf(state),
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
