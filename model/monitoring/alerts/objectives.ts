import { percent, SHOWN, type AlertSpec } from '../alert';
import { lines, matchers, series, total } from '../promql';
import type { RuleContext } from '../rule';
import { enoughFailures, enoughRequests, LEAST_FAILURES } from '../samples';
import { alike } from './both';

/** An objective is a promise over weeks: a warning says that it is being broken now. */
const BROKEN_FOR = '5m';

const LOOK = 'Compare both versions on the dashboard and read `cutover status`';

/** The objectives of the service file as they are now, and the figures from which on somebody is paged. */
export function objectiveAlerts(context: RuleContext): AlertSpec[] {
  return [
    ...errorRate(context),
    ...latency(context),
    fallbackRate(context),
    v2SlowerThanV1(context),
  ];
}

function errorRate(context: RuleContext): AlertSpec[] {
  const { objectives, monitoring } = context.service;
  const { errorRate: high } = monitoring.alerts.thresholds;
  const ratio = series(context, 'cutover:errors:ratio_rate5m');
  const enough = enoughFailures(context, '5m');
  const failing = `${SHOWN.version} failed ${SHOWN.percent} of its requests over 5 minutes`;
  return [
    {
      name: 'ErrorRateAboveObjective',
      severity: 'warning',
      version: 'each',
      expr: lines(`${ratio} > ${objectives.errorRate}`, `and ${enough}`),
      for: BROKEN_FOR,
      summary: `${SHOWN.version} fails more requests than promised`,
      description: `${failing}; the objective is at most ${percent(objectives.errorRate)}.`,
      action: `${LOOK}; do not raise the share.`,
    },
    {
      name: 'ErrorRateHigh',
      severity: 'critical',
      version: 'each',
      expr: lines(
        `${ratio} > ${high.above}`,
        `and ${enough}`,
        `unless on (namespace, service) (${alike(context, '5m')})`,
      ),
      for: high.for,
      summary: `${SHOWN.version} fails many requests`,
      description: `${failing}; the bound is ${percent(high.above)} for ${high.for}.`,
      action:
        'If it is V2: cutover rollback --reason "errors". If it is V1: look at what it depends on.',
    },
  ];
}

function latency(context: RuleContext): AlertSpec[] {
  const { objectives, monitoring } = context.service;
  const { p95Milliseconds: high } = monitoring.alerts.thresholds;
  const p95 = series(context, 'cutover:latency_p95:rate5m');
  const slow = `The 95th percentile of ${SHOWN.version} over 5 minutes is ${SHOWN.duration}`;
  const over = (milliseconds: number): string =>
    lines(`${p95} > ${milliseconds / 1_000}`, `and ${enoughRequests(context)}`);
  return [
    {
      name: 'LatencyAboveObjective',
      severity: 'warning',
      version: 'each',
      expr: over(objectives.p95Milliseconds),
      for: BROKEN_FOR,
      summary: `${SHOWN.version} is slower than promised`,
      description: `${slow}; the objective is ${objectives.p95Milliseconds} ms.`,
      action: `${LOOK}; look at its CPU and its pods.`,
    },
    {
      name: 'LatencyHigh',
      severity: 'critical',
      version: 'each',
      expr: over(high.above),
      for: high.for,
      summary: `${SHOWN.version} is very slow`,
      description: `${slow}; the bound is ${high.above} ms for ${high.for}.`,
      action: 'If it is V2: lower the share, or cutover rollback --reason "latency".',
    },
  ];
}

function fallbackRate(context: RuleContext): AlertSpec {
  const { fallbackRate: most } = context.service.objectives;
  const fallbacks = total(`rate(${series(context, 'cutover_fallback_total')}[5m])`);
  return {
    name: 'FallbackRateAboveObjective',
    severity: 'warning',
    version: 'v2',
    expr: lines(
      `${series(context, 'cutover:fallback:ratio_rate5m')} > ${most}`,
      `and on (namespace, service) ${fallbacks} * 300 >= ${LEAST_FAILURES}`,
    ),
    for: BROKEN_FOR,
    summary: 'V1 stands in for V2 more often than promised',
    description: `${SHOWN.percent} of V2's requests fell back to V1 over 5 minutes; the objective is at most ${percent(most)}.`,
    action:
      'Clients do not see it yet. Look at the replies of V2 in the gateway log by `"version":"v1"`.',
  };
}

/** Requirement 004 rolls back at twice V1's latency. */
function v2SlowerThanV1(context: RuleContext): AlertSpec {
  const { times, for: lasting } = context.service.monitoring.alerts.thresholds.slowerThanV1;
  const p95 = (version: string): string =>
    `cutover:latency_p95:rate5m{${matchers(context, `version="${version}"`)}}`;
  const enough = (version: string): string => enoughRequests(context, `version="${version}"`);
  return {
    name: 'V2SlowerThanV1',
    severity: 'critical',
    version: 'v2',
    expr: lines(
      `${p95('v2')} / ignoring (version) ${p95('v1')} > ${times}`,
      `and ignoring (version) ${enough('v2')}`,
      `and ignoring (version) ${enough('v1')}`,
    ),
    for: lasting,
    summary: 'V2 is much slower than V1',
    description: `The 95th percentile of V2 is ${SHOWN.number} times that of V1 over the same 5 minutes; the bound is ${times} times for ${lasting}.`,
    action:
      'Lower the share, or cutover rollback --reason "latency"; compare CPU and pods of both versions.',
  };
}
