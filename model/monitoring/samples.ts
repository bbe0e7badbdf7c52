import { WINDOW_SECONDS } from './recording';
import { series } from './promql';
import type { RuleContext } from './rule';

/**
 * Failed requests below which no rate is an alert: fewer are chance. At 14.4 times the objective five failures come
 * from at most 5 / 14.4p requests, of which 0.35 fail while the objective is kept; five or more of them then have a
 * probability of 3 in 100,000.
 */
export const LEAST_FAILURES = 5;

/** Requests below which no 95th percentile is an alert: five of a hundred are slower than it. */
const LEAST_REQUESTS = 100;

type Window = keyof typeof WINDOW_SECONDS;

/** @returns a condition: enough attempts of the version failed within the window. */
export function enoughFailures(context: RuleContext, window: Window, ...more: string[]): string {
  const rate = series(context, `cutover:failures:rate${window}`, ...more);
  return `${rate} * ${WINDOW_SECONDS[window]} >= ${LEAST_FAILURES}`;
}

/** @returns a condition: the version answered enough requests within five minutes. */
export function enoughRequests(context: RuleContext, ...more: string[]): string {
  const rate = series(context, 'cutover:requests:rate5m', ...more);
  return `${rate} * ${WINDOW_SECONDS['5m']} >= ${LEAST_REQUESTS}`;
}
