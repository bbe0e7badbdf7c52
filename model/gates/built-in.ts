import type { Service } from '../service/service';
import type { Gate } from './gate';

/** Names of the gates that a service has without asking; `compatibility` where its replies are compared. */
export const BUILT_IN_NAMES = [
  'error-rate',
  'p95',
  'availability',
  'fallback-rate',
  'v2-up',
  'compatibility',
] as const;
export type BuiltInName = (typeof BUILT_IN_NAMES)[number];

/**
 * Least samples of a gate that says none: the requests in which a rise of the error rate from 0.1 % to 5 % shows with a
 * power of 95 % and a false alarm of 0.1 %. Beyond the 95th percentile lie 6 of them.
 */
export const LEAST_SAMPLES = 124;

/** Requests in which a rate of 0.1 % and one ten times as high can be told apart, by the same two figures. */
const SAMPLES_AT_A_THOUSANDTH = 1_049;
const MOST_SAMPLES = 100_000;

/**
 * Least samples to judge a rate by: the smaller the bound, the more. With as many, one failure alone is within the
 * bound.
 */
function samplesFor(bound: number): number {
  const needed = bound > 0 ? Math.ceil((SAMPLES_AT_A_THOUSANDTH * 0.001) / bound) : MOST_SAMPLES;
  return Math.min(MOST_SAMPLES, Math.max(LEAST_SAMPLES, needed));
}

const SERVICE = 'namespace="$namespace",service="$service"';
const VERSION = `${SERVICE},version="$version"`;

/** Requests that the version answered, as the gateway saw it. */
export const ANSWERED = `sum(increase(cutover_requests_total{${VERSION}}[$window]))`;

/** Requests that V2 did not answer and V1 did. */
const FELL_BACK = `sum(increase(cutover_fallback_total{${SERVICE}}[$window]))`;

/**
 * Requests for which the version was asked: those that it answered and those that fell back. Of V1 it counts fallbacks
 * twice, to V1's advantage by no more than them.
 */
const ASKED = `(${ANSWERED} + ${FELL_BACK})`;

/** Requests of the version that nobody answered: refused, cut off or timed out. */
const UNANSWERED = `sum(increase(cutover_requests_total{${VERSION},code=~"502|503|504"}[$window]))`;

const COMPARED = `sum(increase(cutover_compat_compared_total{${SERVICE}}[$window]))`;
const DIFFERENT = `sum(increase(cutover_compat_different_total{${SERVICE}}[$window]))`;

/**
 * All counters in these queries stand at 0 before there is anything to count, so that a series that is missing is no
 * zero: without it a query has no value, and its gate no data.
 *
 * @returns the gates that the objectives of a service ask for, whether or not its file has any of its own.
 */
export function builtInGates({
  objectives,
  monitoring,
  comparison,
}: Pick<Service, 'objectives' | 'monitoring' | 'comparison'>): readonly (Gate & {
  readonly name: BuiltInName;
})[] {
  const { errorRate, p95Milliseconds, availability, fallbackRate } = objectives;
  const common = {
    window: monitoring.window,
    samples: ASKED,
    weight: 'critical',
    dryRun: false,
    minimumShare: 1,
    ifV1FailsToo: 'inconclusive',
  } as const;
  return [
    {
      ...common,
      name: 'error-rate',
      description: 'Part of the requests that the version failed, also where a fallback hid it',
      query: `sum(increase(cutover_version_failures_total{${VERSION}}[$window])) / ${ASKED}`,
      atMost: errorRate,
      minimumSamples: samplesFor(errorRate),
      unit: 'ratio',
    },
    {
      ...common,
      name: 'p95',
      description: '95th percentile of the latency, as the gateway saw it',
      query: `histogram_quantile(0.95, sum by (le) (rate(cutover_request_duration_seconds_bucket{${VERSION}}[$window])))`,
      samples: ANSWERED,
      atMost: p95Milliseconds / 1_000,
      minimumSamples: LEAST_SAMPLES,
      unit: 'seconds',
    },
    {
      ...common,
      name: 'availability',
      description: 'Part of the requests that somebody answered, where the version was to answer',
      query: `1 - ${UNANSWERED} / ${ANSWERED}`,
      samples: ANSWERED,
      atLeast: availability,
      minimumSamples: samplesFor(1 - availability),
      unit: 'ratio',
    },
    {
      ...common,
      name: 'fallback-rate',
      description: 'Part of the requests for V2 that V1 had to answer',
      // Of V2 alone: V1 is not asked for it.
      query: `${FELL_BACK} / ${ASKED.replaceAll('$version', 'v2')}`,
      atMost: fallbackRate,
      minimumSamples: samplesFor(fallbackRate),
      unit: 'ratio',
    },
    {
      ...common,
      name: 'v2-up',
      description: 'Ready pods of V2, as the gateway sees them',
      // By itself Prometheus would tell a value for five minutes after the last pod that told it.
      query: `min(last_over_time(cutover_agent_ready_pods{${VERSION}}[30s]))`,
      atLeast: 1,
      minimumSamples: 0,
      minimumShare: 0,
      unit: 'count',
    },
    ...(comparison === undefined
      ? []
      : [
          {
            ...common,
            name: 'compatibility',
            description: 'Part of the compared replies in which V2 answers otherwise than V1',
            // About both versions at once: V1 is not asked for it.
            query: `${DIFFERENT} / ${COMPARED}`,
            samples: COMPARED,
            atMost: comparison.atMost,
            minimumSamples: comparison.minimumSamples,
            // Copies go to V2 whatever its share is.
            minimumShare: 0,
            unit: 'ratio',
          } as const,
        ]),
  ];
}
