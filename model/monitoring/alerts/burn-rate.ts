import { percent, SHOWN, type AlertSpec } from '../alert';
import { lines, series } from '../promql';
import type { RuleContext } from '../rule';
import { WINDOW_SECONDS } from '../recording';
import { LEAST_FAILURES } from '../samples';

/**
 * How fast an error budget of 30 days is used, from the SRE workbook, chapter 5: 14.4 uses 2 % of it in an hour, 6 uses
 * 5 % in six hours, 1 uses 10 % in three days. The short window ends the alert soon after the fault has ended.
 */
const SPEEDS = [
  {
    name: 'ErrorBudgetBurnsFast',
    factor: 14.4,
    long: '1h',
    short: '5m',
    /** Window whose failures must be enough; three days of them are not counted one by one. */
    counted: '1h',
    severity: 'critical',
    used: '2 % of the budget of 30 days in an hour',
  },
  {
    name: 'ErrorBudgetBurns',
    factor: 6,
    long: '6h',
    short: '30m',
    counted: '6h',
    severity: 'critical',
    used: '5 % of the budget of 30 days in six hours',
  },
  {
    name: 'ErrorBudgetBurnsSlowly',
    factor: 1,
    long: '3d',
    short: '6h',
    counted: '6h',
    severity: 'warning',
    used: '10 % of the budget of 30 days in three days',
  },
] as const;

type Speed = (typeof SPEEDS)[number];

/**
 * Alerts by how fast a version uses what its objectives allow it: of failures (what it does) and of unavailability (what
 * clients see, after fallbacks). Per version: a V2 at 5 % of the traffic that fails wholly is 5 % of all requests, and
 * an alert on all of them would see it after 17 minutes instead of one.
 *
 * A speed at which a version that fails wholly could not burn its budget has no alert: it could never fire.
 */
export function burnRateAlerts(context: RuleContext): AlertSpec[] {
  const { errorRate, availability } = context.service.objectives;
  const budgets = [
    { objective: 'error-rate', budget: errorRate, what: 'failed requests' },
    // In tens of millionths: 1 - 0.999 is 0.0010000000000000009.
    {
      objective: 'availability',
      budget: Number((1 - availability).toFixed(8)),
      what: 'unanswered requests',
    },
  ] as const;
  return SPEEDS.flatMap((speed) =>
    budgets.filter(({ budget }) => speed.factor * budget < 1).map((of) => burn(context, speed, of)),
  );
}

function burn(
  context: RuleContext,
  speed: Speed,
  {
    objective,
    budget,
    what,
  }: { objective: 'error-rate' | 'availability'; budget: number; what: string },
): AlertSpec {
  const bound = Number((speed.factor * budget).toPrecision(6));
  const ratio = (window: string): string =>
    objective === 'error-rate'
      ? series(context, `cutover:errors:ratio_rate${window}`)
      : `(1 - ${series(context, `cutover:availability:ratio_rate${window}`)})`;
  const rate =
    objective === 'error-rate'
      ? series(context, `cutover:failures:rate${speed.counted}`)
      : `${ratio(speed.counted)} * ${series(context, `cutover:requests:rate${speed.counted}`)}`;
  const pace =
    speed.factor > 1 ? `${speed.factor} times as fast as it lasts` : 'faster than it lasts';
  return {
    name: speed.name,
    severity: speed.severity,
    version: 'each',
    expr: lines(
      `${ratio(speed.long)} > ${bound}`,
      `and ${ratio(speed.short)} > ${bound}`,
      `and ${rate} * ${WINDOW_SECONDS[speed.counted]} >= ${LEAST_FAILURES}`,
    ),
    summary: `${SHOWN.version} uses its budget of ${what} ${pace}`,
    description: `${SHOWN.version} had ${SHOWN.percent} ${what} over ${speed.long}; above ${percent(bound)} it uses ${speed.used}.`,
    action:
      speed.severity === 'critical'
        ? 'If it is V2: lower the share, or cutover rollback. If it is V1: look at what it depends on.'
        : 'Find the cause in working hours; do not raise the share meanwhile.',
    labels: { objective },
  };
}
