import { BY_SERVICE, BY_VERSION, lines, series } from './promql';
import type { RecordingRule, RuleContext } from './rule';

/** Windows over which requests are counted anew from the gateway's own counters. */
const RATE_WINDOWS = ['1m', '5m', '30m', '1h', '6h'] as const;
type RateWindow = (typeof RATE_WINDOWS)[number];

/** The longest window is the mean of what is recorded: three days of raw counters would be read every 15 s. */
const LONGEST = '3d';

const QUANTILES = [
  ['p50', '0.5'],
  ['p95', '0.95'],
  ['p99', '0.99'],
] as const;

const ASKED = 'version=~"v1|v2"';

/** Replies by which the gateway tells that no version answered. */
const UNANSWERED = 'code=~"502|503|504"';

/** Seconds of the windows by which alerts count requests. */
export const WINDOW_SECONDS: Readonly<Record<RateWindow, number>> = {
  '1m': 60,
  '5m': 300,
  '30m': 1_800,
  '1h': 3_600,
  '6h': 21_600,
};

/**
 * What is recorded of each version. Two points of view are kept apart, because a fallback hides one from the other:
 *
 * - an *attempt* is a request that a version was asked, whether its reply reached the client or V1 stood in for it, and
 *   a *failure* is an attempt that was refused, timed out or was answered 5xx: what the version does;
 * - a *request* is a reply that a client got from a version, and *availability* the part of them that somebody gave, and
 *   not the gateway in place of a version that did not: what clients see.
 *
 * A version that has not been asked has no ratio: 0 of 0 is not healthy.
 */
export function recordingRules(context: RuleContext): RecordingRule[] {
  return [
    ...RATE_WINDOWS.flatMap((window) => ratesOver(context, window)),
    ...longestWindow(context),
    ...QUANTILES.map(([name, quantile]) => latency(context, name, quantile)),
    fallbackRatio(context),
    trafficRatio(context),
    budgetLeft(context),
  ];
}

function ratesOver(context: RuleContext, window: RateWindow): RecordingRule[] {
  const rate = (name: string, ...more: readonly string[]): string =>
    `rate(${series(context, name, ...more)}[${window}])`;
  const attempts = series(context, `cutover:attempts:rate${window}`);
  const requests = series(context, `cutover:requests:rate${window}`);
  return [
    {
      record: `cutover:requests:rate${window}`,
      expr: `sum by ${BY_VERSION} (${rate('cutover_requests_total', ASKED)})`,
    },
    {
      record: `cutover:attempts:rate${window}`,
      expr: lines(
        `sum by ${BY_VERSION} (`,
        `  ${rate('cutover_requests_total', ASKED)}`,
        '  or',
        `  label_replace(${rate('cutover_fallback_total')}, "version", "v2", "", "")`,
        ')',
      ),
    },
    {
      record: `cutover:failures:rate${window}`,
      expr: lines(
        `sum by ${BY_VERSION} (${rate('cutover_version_failures_total', ASKED)})`,
        `or 0 * ${attempts}`,
      ),
    },
    {
      record: `cutover:errors:ratio_rate${window}`,
      expr: `${series(context, `cutover:failures:rate${window}`)} / (${attempts} > 0)`,
    },
    {
      record: `cutover:availability:ratio_rate${window}`,
      expr: lines(
        '1 - (',
        `  sum by ${BY_VERSION} (${rate('cutover_requests_total', ASKED, UNANSWERED)})`,
        `  or 0 * ${requests}`,
        `) / (${requests} > 0)`,
      ),
    },
  ];
}

/** Weighted by traffic: the mean of failures by the mean of attempts, not the mean of ratios. */
function longestWindow(context: RuleContext): RecordingRule[] {
  const mean = (expr: string): string => `avg_over_time(${expr}[${LONGEST}])`;
  const requests = mean(series(context, 'cutover:requests:rate5m'));
  const answered = `${series(context, 'cutover:availability:ratio_rate5m')} * ${series(context, 'cutover:requests:rate5m')}`;
  return [
    {
      record: `cutover:errors:ratio_rate${LONGEST}`,
      expr: lines(
        mean(series(context, 'cutover:failures:rate5m')),
        `/ (${mean(series(context, 'cutover:attempts:rate5m'))} > 0)`,
      ),
    },
    { record: 'cutover:answered:rate5m', expr: answered },
    {
      record: `cutover:availability:ratio_rate${LONGEST}`,
      expr: lines(mean(series(context, 'cutover:answered:rate5m')), `/ (${requests} > 0)`),
    },
  ];
}

function latency(context: RuleContext, name: string, quantile: string): RecordingRule {
  const buckets = series(context, 'cutover_request_duration_seconds_bucket', ASKED);
  return {
    record: `cutover:latency_${name}:rate5m`,
    expr: `histogram_quantile(${quantile}, sum by (namespace, service, version, le) (rate(${buckets}[5m])))`,
  };
}

/** By what V2 was asked: the objective speaks of V2's requests, of which there may be few. */
function fallbackRatio(context: RuleContext): RecordingRule {
  return {
    record: 'cutover:fallback:ratio_rate5m',
    expr: lines(
      `sum by ${BY_SERVICE} (rate(${series(context, 'cutover_fallback_total')}[5m]))`,
      `/ on ${BY_SERVICE} (sum by ${BY_SERVICE} (${series(context, 'cutover:attempts:rate5m', 'version="v2"')}) > 0)`,
    ),
  };
}

function trafficRatio(context: RuleContext): RecordingRule {
  return {
    record: 'cutover:v2_traffic:ratio_rate5m',
    expr: lines(
      `sum by ${BY_SERVICE} (${series(context, 'cutover:attempts:rate5m', 'version="v2"')})`,
      `/ (sum by ${BY_SERVICE} (${series(context, 'cutover:attempts:rate5m')}) > 0)`,
    ),
  };
}

/** 1: nothing of the budget of three days is used; 0: all; less than 0: more than all. */
function budgetLeft(context: RuleContext): RecordingRule {
  const { errorRate } = context.service.objectives;
  const ratio = series(context, `cutover:errors:ratio_rate${LONGEST}`);
  return {
    record: `cutover:error_budget_left:ratio${LONGEST}`,
    // Where no error is allowed, the first one uses all.
    expr: errorRate > 0 ? `1 - ${ratio} / ${errorRate}` : `1 - (${ratio} > bool 0)`,
  };
}
