import { endpointsDue } from './pace';
import { endpointsFor } from './parts';
import type { AgentState } from './state';

/**
 * NGINX's master waits 100 ms between starting new workers and telling the old ones to end
 * (`ngx_msleep(100)` in `ngx_process_cycle.c`): looking earlier can confirm nothing.
 */
const RELOAD_PAUSE_MS = 95;
/** Between two looks while a reload is to be confirmed: what the confirmation may come late. */
const CONFIRM_EVERY_MS = 5;
/** A reload that takes longer than this is slow or refused: closer looks would only cost time. */
const CONFIRM_CLOSELY_MS = 500;
const SLOW_EVERY_MS = 50;
/** Between two looks at an NGINX that is as it should be. */
const WATCH_EVERY_MS = 1_000;

/** @returns milliseconds from now until NGINX is to be looked at again. */
export function lookDelay({ nginx, wanted }: AgentState, now: number): number {
  const { pending, up, good } = nginx;
  if (pending) {
    const age = now - pending.since;
    if (age < RELOAD_PAUSE_MS) return RELOAD_PAUSE_MS - age;
    return age < CONFIRM_CLOSELY_MS ? CONFIRM_EVERY_MS : SLOW_EVERY_MS;
  }
  if (wanted === undefined) return WATCH_EVERY_MS;
  return up && good?.hash === wanted.config.hash ? WATCH_EVERY_MS : SLOW_EVERY_MS;
}

/** @returns milliseconds from now until something that only waits for time is due; at most a second. */
export function tickDelay(state: AgentState, now: number): number {
  const { lanes, waiting, nginx, pace, told } = state;
  const newest = endpointsFor(state.needs, state.ready);
  const due = [
    ...(told && pace.since !== undefined ? [endpointsDue(told.endpoints, newest, pace)] : []),
    ...Object.values(lanes).map((lane) => lane.notBefore),
    ...(waiting ? [waiting.since + waiting.step.afterMs] : []),
    ...(nginx.rejection ? [nginx.rejection.retryAt] : []),
  ].filter((time) => time > now);
  return Math.min(WATCH_EVERY_MS, ...due.map((time) => time - now));
}
