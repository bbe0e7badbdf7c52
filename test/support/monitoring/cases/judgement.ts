import type { AlertCase } from '../alert-case';
import { counter, failures, gauge, replies, shares, up, type InputSeries } from '../series';

const verdict = (which: string, value: number | string) =>
  gauge('cutover_verdict', `verdict="${which}",pod="g"`, value);
const judgedAt = (values: string | number) =>
  gauge('cutover_gate_evaluated_timestamp_seconds', 'pod="g"', values);
const compared = counter('cutover_compat_compared_total', 'route="match",pod="c"', 1);
const mismatch = (perSecond: number) =>
  counter('cutover_compat_mismatch_total', 'route="match",field="score",pod="c"', perSecond);

const pod = 'supersmartmatch-v2-6f5cfb88bb-fpxq2';
/** Of another namespace and name: the kubelet tells of all containers. */
const container = (metric: string, values: string): InputSeries => ({
  series: `${metric}{namespace="shop",pod="${pod}",container="service"}`,
  values,
});
const GIBIBYTE = 2 ** 30;

/** The guard, the comparison, the data, the pods and the service's own figures. */
export const judgementCases: readonly AlertCase[] = [
  {
    alert: 'GateFailing',
    when: 'when a gate has failed for five minutes',
    input: [gauge('cutover_gate_verdict', 'gate="precision",verdict="fail",pod="g"', 1)],
    at: '6m',
    fires: [
      {
        labels: { gate: 'precision' },
        summary: 'supersmartmatch: the gate precision fails',
        description: 'The gate precision has failed for 5 minutes. The share cannot be raised.',
      },
    ],
  },
  {
    alert: 'GateFailing',
    when: 'when a gate passes again',
    input: [gauge('cutover_gate_verdict', 'gate="precision",verdict="fail",pod="g"', '1x10 0x90')],
    at: '6m',
    fires: [],
  },
  {
    alert: 'GateFailing',
    when: 'when a gate fails that is only told',
    input: [gauge('cutover_gate_verdict', 'gate="p95-target",verdict="fail",pod="g"', 1)],
    at: '6m',
    fires: [],
  },
  {
    alert: 'TargetMissed',
    when: 'when a gate has failed for five minutes that is only told',
    input: [gauge('cutover_gate_verdict', 'gate="p95-target",verdict="fail",pod="g"', 1)],
    at: '6m',
    fires: [
      {
        labels: { gate: 'p95-target' },
        summary: 'supersmartmatch: the target p95-target is missed',
        description:
          'The gate p95-target has failed for 5 minutes. It is only told: the share can be raised.',
      },
    ],
  },
  {
    alert: 'TargetMissed',
    when: 'when a gate fails that stops a rise',
    input: [gauge('cutover_gate_verdict', 'gate="precision",verdict="fail",pod="g"', 1)],
    at: '6m',
    fires: [],
  },
  {
    alert: 'NoVerdict',
    rule: { verdict: 'inconclusive' },
    when: 'when V2 has got too few requests for an hour',
    input: [gauge('cutover_verdict', 'verdict="inconclusive",pod="g"', '1x1000')],
    at: '70m',
    every: '5m',
    fires: [
      {
        summary: 'supersmartmatch: the gates say inconclusive',
        description:
          '240 judgements in a row, one every 15s, ended as inconclusive: V2 gets too few requests.',
      },
    ],
  },
  {
    alert: 'NoVerdict',
    rule: { verdict: 'inconclusive' },
    when: 'when V2 has got too few requests for ten minutes',
    input: [verdict('inconclusive', 1)],
    at: '10m',
    fires: [],
  },
  {
    alert: 'NoVerdict',
    rule: { verdict: 'no-data' },
    when: 'when a query has had no answer for five minutes',
    input: [verdict('no-data', 1)],
    at: '6m',
    fires: [
      {
        summary: 'supersmartmatch: the gates say no-data',
        description:
          '20 judgements in a row, one every 15s, ended as no-data: a query has no answer.',
      },
    ],
  },
  {
    alert: 'NoVerdict',
    rule: { verdict: 'no-data' },
    when: 'when the answer comes back',
    input: [verdict('no-data', '1x10 0x90')],
    at: '6m',
    fires: [],
  },
  {
    alert: 'NoVerdict',
    rule: { verdict: 'error' },
    when: 'when Prometheus has refused for five minutes',
    input: [verdict('error', 1)],
    at: '6m',
    fires: [
      {
        summary: 'supersmartmatch: the gates say error',
        description:
          '20 judgements in a row, one every 15s, ended as error: Prometheus refuses a query, or does not answer.',
      },
    ],
  },
  {
    alert: 'NoVerdict',
    rule: { verdict: 'error' },
    when: 'when the gates pass',
    input: [verdict('error', 0), verdict('pass', 1)],
    at: '6m',
    fires: [],
  },
  {
    alert: 'GatesNeedSomebody',
    when: 'when the guard has a reason to page',
    input: [gauge('cutover_verdict_pages', 'pod="g"', 1)],
    at: '2m',
    fires: [
      {
        summary: 'supersmartmatch: the gates cannot judge V2, and somebody must look',
        description:
          'Reasons of the guard to page: 1. V1 fails as V2 does, or the verdicts that say nothing have gone over their budget.',
      },
    ],
  },
  {
    alert: 'GatesNeedSomebody',
    when: 'when it has none',
    input: [gauge('cutover_verdict_pages', 'pod="g"', 0)],
    at: '2m',
    fires: [],
  },
  {
    alert: 'EvidenceStale',
    when: 'when the last judgement is minutes old',
    input: [judgedAt(0)],
    at: '4m',
    fires: [
      {
        summary: 'supersmartmatch: the guard has not judged for long',
        description: 'The last judgement is 4m 0s old; evidence counts for 60 s.',
      },
    ],
  },
  {
    alert: 'EvidenceStale',
    when: 'while it judges',
    input: [judgedAt('0+15x100')],
    at: '10m',
    fires: [],
  },
  {
    alert: 'GuardSilent',
    when: 'when nobody watches a V2 with traffic',
    input: shares({ observed: 5 }),
    at: '6m',
    fires: [
      {
        summary: 'supersmartmatch: nobody watches V2',
        description:
          'V2 has 5 % of the traffic, and the guard has not answered Prometheus for 5 minutes.',
      },
    ],
  },
  {
    alert: 'GuardSilent',
    when: 'while the guard answers',
    input: [...shares({ observed: 5 }), up('guard', 1)],
    at: '6m',
    fires: [],
  },
  {
    alert: 'V2Incompatible',
    when: 'when fields differ',
    input: [compared, mismatch(0.1)],
    at: '10m',
    fires: [
      {
        summary: 'supersmartmatch: V2 answers otherwise than V1',
        description: 'There are 0.1 fields that differ for each compared reply, over 10 minutes.',
      },
    ],
  },
  {
    alert: 'V2Incompatible',
    when: 'when none differs',
    input: [compared, mismatch(0)],
    at: '10m',
    fires: [],
  },
  {
    alert: 'SyncLagHigh',
    when: 'when a change takes 800 ms',
    input: [gauge('cutover_sync_lag_seconds', '', 0.8)],
    at: '2m',
    fires: [
      {
        summary: 'supersmartmatch: the data of V1 and V2 drift apart',
        description: 'A change takes 800ms to reach the other store; the bound is 500 ms.',
      },
    ],
  },
  {
    alert: 'SyncLagHigh',
    when: 'when a change takes 400 ms',
    input: [gauge('cutover_sync_lag_seconds', '', 0.4)],
    at: '10m',
    fires: [],
  },
  {
    alert: 'DataInconsistency',
    when: 'when 94 % is the same',
    input: [gauge('cutover_sync_integrity_ratio', '', 0.94)],
    at: '1m',
    fires: [
      {
        summary: 'supersmartmatch: the data of V1 and V2 differ',
        description: '94% of the data is the same in both stores; the bound is 95 %.',
      },
    ],
  },
  {
    alert: 'DataInconsistency',
    when: 'when 95 % is the same',
    input: [gauge('cutover_sync_integrity_ratio', '', 0.95)],
    at: '10m',
    fires: [],
  },
  {
    alert: 'SessionLoss',
    when: 'when one session is lost',
    input: [gauge('cutover_sync_sessions_lost', '', 1)],
    at: '1m',
    fires: [
      {
        summary: 'supersmartmatch: sessions were lost',
        description: 'Sessions of V1 that have not arrived at V2: 1.',
      },
    ],
  },
  {
    alert: 'SessionLoss',
    when: 'when none is lost',
    input: [gauge('cutover_sync_sessions_lost', '', 0)],
    at: '10m',
    fires: [],
  },
  {
    alert: 'MigrationStalled',
    when: 'when there has been no progress for five minutes',
    input: [gauge('cutover_sync_progress_ratio', 'store="matches"', 0.4)],
    at: '6m',
    fires: [
      {
        labels: { store: 'matches' },
        summary: 'supersmartmatch: the data migration stands still',
        description: 'The store matches has got nothing for 5m, and not all of the data.',
      },
    ],
  },
  {
    alert: 'MigrationStalled',
    when: 'when it is at its end',
    input: [gauge('cutover_sync_progress_ratio', 'store="matches"', 1)],
    at: '10m',
    fires: [],
  },
  {
    alert: 'MigrationStalled',
    when: 'when it has only begun',
    input: [gauge('cutover_sync_progress_ratio', 'store="matches"', 0)],
    at: '4m',
    fires: [],
  },
  {
    alert: 'CpuHigh',
    rule: { version: 'v2' },
    when: 'when V2 uses 1.5 of its 2 CPUs',
    input: [container('container_cpu_usage_seconds_total', '0+22.5x100')],
    at: '16m',
    fires: [
      {
        summary: 'supersmartmatch: the pods of V2 use much of their CPU',
        description: 'They use 75 % of their limit on average; the bound is 60 % for 10m.',
      },
    ],
  },
  {
    alert: 'CpuHigh',
    rule: { version: 'v2' },
    when: 'when V2 uses one of its 2 CPUs',
    input: [container('container_cpu_usage_seconds_total', '0+15x100')],
    at: '16m',
    fires: [],
  },
  {
    alert: 'MemoryHigh',
    rule: { version: 'v2' },
    when: 'when V2 uses 1.5 of its 2 GiB',
    input: [container('container_memory_working_set_bytes', `${1.5 * GIBIBYTE}x100`)],
    at: '16m',
    fires: [
      {
        summary: 'supersmartmatch: the pods of V2 use much of their memory',
        description: 'They use 75 % of their limit on average; the bound is 70 % for 15m.',
      },
    ],
  },
  {
    alert: 'MemoryHigh',
    rule: { version: 'v2' },
    when: 'when V2 uses one of its 2 GiB',
    input: [container('container_memory_working_set_bytes', `${GIBIBYTE}x100`)],
    at: '16m',
    fires: [],
  },
  {
    alert: 'PrecisionLow',
    when: 'when the precision of V2 falls to 93 %',
    input: [gauge('supersmartmatch_precision', 'version="v2",pod="p"', 0.93)],
    at: '6m',
    fires: [
      {
        summary: 'supersmartmatch: the precision of the matches is low',
        description:
          'The value of V2 is 0.93; it should be at least 0.94, and has not been for 5m.',
      },
    ],
  },
  {
    alert: 'PrecisionLow',
    when: 'when the precision of V2 is 95 %',
    input: [gauge('supersmartmatch_precision', 'version="v2",pod="p"', 0.95)],
    at: '6m',
    fires: [],
  },
  {
    alert: 'CacheHitRateLow',
    when: 'when V2 takes 70 % from its cache',
    input: [
      counter(
        'supersmartmatch_matches_total',
        'version="v2",algorithm="nexten_matcher",pod="p"',
        10,
      ),
      counter('supersmartmatch_cache_hits_total', 'version="v2",pod="p"', 7),
    ],
    at: '11m',
    fires: [
      {
        summary: 'supersmartmatch: few matches come from the cache',
        description:
          'The value of V2 is 0.7; it should be at least 0.85, and has not been for 10m.',
      },
    ],
  },
  {
    alert: 'CacheHitRateLow',
    when: 'when V2 takes 90 % from its cache',
    input: [
      counter(
        'supersmartmatch_matches_total',
        'version="v2",algorithm="nexten_matcher",pod="p"',
        10,
      ),
      counter('supersmartmatch_cache_hits_total', 'version="v2",pod="p"', 9),
    ],
    at: '11m',
    fires: [],
  },
  {
    alert: 'QueueDepthHigh',
    when: 'when 150 jobs wait',
    input: [gauge('supersmartmatch_queue_depth', 'version="v2",pod="p"', 150)],
    at: '6m',
    fires: [
      {
        summary: 'supersmartmatch: jobs are waiting',
        description: 'The value of V2 is 150; it should be at most 100, and has not been for 5m.',
      },
    ],
  },
  {
    alert: 'QueueDepthHigh',
    when: 'when 50 jobs wait',
    input: [gauge('supersmartmatch_queue_depth', 'version="v2",pod="p"', 50)],
    at: '6m',
    fires: [],
  },
  ...escalations(),
  recovered(),
];

/** A critical alert that goes on: the sessions of 001. */
function escalations(): AlertCase[] {
  const lost = gauge('cutover_sync_sessions_lost', '', '1x400');
  const found = gauge('cutover_sync_sessions_lost', '', '1x40 0x360');
  return [
    ['L2', '15m', 'DevOps on-call', '16m', '14m'],
    ['L3', '30m', 'engineering lead', '31m', '29m'],
    ['L4', '60m', 'CTO', '61m', '59m'],
  ].flatMap(([level = '', after = '', who = '', late = '', early = '']): AlertCase[] => [
    {
      alert: `Escalation${level}`,
      when: 'once a critical alert has gone on for as long',
      input: [lost, up('gateway', '1x400')],
      at: late,
      fires: [
        {
          summary: `supersmartmatch: unresolved for ${after}: ${level}, ${who}`,
          description: `Critical alerts of the service that have fired for ${after}: 1. This is level ${level}: ${who}.`,
        },
      ],
    },
    {
      alert: `Escalation${level}`,
      when: 'before that',
      input: [lost, up('gateway', '1x400')],
      at: early,
      fires: [],
    },
    {
      alert: `Escalation${level}`,
      when: 'when the alert has ended',
      input: [found, up('gateway', '1x400')],
      at: late,
      fires: [],
    },
  ]);
}

function recovered(): AlertCase {
  return {
    alert: 'EscalationL2',
    when: 'when a V2 that failed is out of the traffic',
    input: [
      up('gateway', '1x400'),
      up('guard', '1x400'),
      replies('v1', 90),
      replies('v2', 10),
      failures('v2', 5),
      ...shares({ hold: '0x400', effective: '0x400', observed: '0x400' }),
    ],
    at: '20m',
    fires: [],
  };
}
