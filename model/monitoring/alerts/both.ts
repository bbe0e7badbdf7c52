import { SHOWN, type AlertSpec } from '../alert';
import { BY_SERVICE, highest, lines, lowest, series } from '../promql';
import type { RuleContext } from '../rule';
import { WINDOW_SECONDS } from '../recording';
import { LEAST_FAILURES } from '../samples';

/**
 * Part of the worse version's error rate from which on the other one fails alike: then the fault lies in what they have
 * in common. A V1 that fails 1 % beside a V2 that fails 30 % takes nothing from V2's blame.
 */
const ALIKE = 0.5;

/** Errors within a minute that need no longer look: 0.1 % and 5 % are told apart from 124 requests on. */
const FAST_RATIO = 0.05;

/** @returns a condition by service: both versions are asked, and the better one fails at least half as often. */
export function alike(context: RuleContext, window: '1m' | '5m'): string {
  const ratio = series(context, `cutover:errors:ratio_rate${window}`);
  return `${lowest(ratio)} >= ${ALIKE} * ${highest(ratio)} and count by ${BY_SERVICE} (${ratio}) == 2`;
}

/** What says that one version is broken within a minute, and what says that neither is to blame. */
export function suddenFailures(context: RuleContext): AlertSpec[] {
  const { errorRate: high } = context.service.monitoring.alerts.thresholds;
  const ratio = series(context, 'cutover:errors:ratio_rate1m');
  const failures = series(context, 'cutover:failures:rate1m');
  const both = (window: '1m' | '5m', bound: number): string =>
    lines(
      `(`,
      `  ${highest(series(context, `cutover:errors:ratio_rate${window}`))} > ${bound}`,
      `  and ${highest(series(context, `cutover:failures:rate${window}`))} * ${WINDOW_SECONDS[window]} >= ${LEAST_FAILURES}`,
      `  and (${alike(context, window)})`,
      `)`,
    );
  return [
    {
      name: 'VersionFailingFast',
      severity: 'critical',
      version: 'each',
      expr: lines(
        `${ratio} > ${FAST_RATIO}`,
        `and ${failures} * ${WINDOW_SECONDS['1m']} >= ${LEAST_FAILURES}`,
        `unless on ${BY_SERVICE} (${alike(context, '1m')})`,
      ),
      summary: `${SHOWN.version} has begun to fail`,
      description: `${SHOWN.version} failed ${SHOWN.percent} of its requests within a minute, and the other version did not; the bound is 5 %.`,
      action:
        'If it is V2: cutover rollback --reason "errors". If it is V1: look at what it depends on.',
    },
    {
      name: 'BothVersionsFailing',
      severity: 'critical',
      version: 'none',
      expr: lines(both('1m', FAST_RATIO), 'or', both('5m', high.above)),
      summary: 'V1 and V2 fail alike',
      description: `The worse version fails ${SHOWN.percent} of its requests and the other at least half as many: neither is to blame by itself.`,
      action:
        'Look at what both depend on (network, stores, companions). A rollback would not help.',
    },
  ];
}
