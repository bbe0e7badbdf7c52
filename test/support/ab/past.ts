import type { Version } from '../../../model/names';

const BOUNDS = [0.05, 0.1, 0.15, Infinity];
const STEP_S = 60;

/** What one gateway pod counts of a version in a minute. */
interface Minute {
  readonly requests: number;
  readonly failures: number;
  /** Above 100 ms. */
  readonly slow: number;
}

export interface Past {
  readonly start: Date;
  readonly minutes: number;
  readonly pods: readonly string[];
  readonly share: number;
  readonly of: (version: Version, minute: number) => Minute;
  readonly precision: (version: Version, minute: number) => number;
  /** Minutes at which the counters of the first pod begin anew. */
  readonly resets: readonly number[];
}

/** @returns what the gateway's pods and the versions would have told of that time, scraped every minute. */
export function openMetrics(past: Past): string {
  const { start, minutes, pods, share, of, precision } = past;
  const versions = ['v1', 'v2'] as const;
  const place = 'namespace="shop",service="shop"';
  const times = Array.from({ length: minutes + 1 }, (_, minute) => minute);
  const at = (minute: number): number => start.getTime() / 1_000 + minute * STEP_S;
  const series = (name: string, labels: string, values: readonly number[]): string[] =>
    values.map((value, minute) => `${name}{${labels}} ${value} ${at(minute)}`);
  const counted = (pod: string, count: (minute: number) => number): number[] => {
    let sum = 0;
    return times.map((minute) => {
      if (pod === pods[0] && past.resets.includes(minute)) sum = 0;
      return minute === 0 ? 0 : (sum += count(minute));
    });
  };
  const counter = (name: string, count: (minute: Minute) => number): string[] =>
    pods.flatMap((pod) =>
      versions.flatMap((version) =>
        series(
          `${name}_total`,
          `${place},version="${version}",route="all",pod="${pod}"`,
          counted(pod, (minute) => count(of(version, minute))),
        ),
      ),
    );
  const upTo = ({ requests, slow }: Minute): readonly number[] => [
    (requests - slow) / 2,
    requests - slow,
    requests - slow / 2,
    requests,
  ];
  const buckets = pods.flatMap((pod) =>
    versions.flatMap((version) =>
      BOUNDS.flatMap((bound, index) =>
        series(
          'cutover_request_duration_seconds_bucket',
          `${place},version="${version}",route="all",pod="${pod}",le="${bound === Infinity ? '+Inf' : bound}"`,
          counted(pod, (minute) => upTo(of(version, minute))[index] ?? 0),
        ),
      ),
    ),
  );
  const shares = pods.flatMap((pod) =>
    series(
      'cutover_share_observed',
      `${place},pod="${pod}"`,
      times.map(() => share),
    ),
  );
  const fallbacks = pods.flatMap((pod) =>
    series(
      'cutover_fallback_total',
      `${place},route="all",pod="${pod}"`,
      times.map(() => 0),
    ),
  );
  const values = versions.flatMap((version) =>
    series(
      'shop_precision',
      `${place},version="${version}"`,
      times.map((minute) => precision(version, minute)),
    ),
  );
  const families = [
    ['counter', 'cutover_requests', counter('cutover_requests', ({ requests }) => requests)],
    [
      'counter',
      'cutover_version_failures',
      counter('cutover_version_failures', ({ failures }) => failures),
    ],
    ['counter', 'cutover_fallback', fallbacks],
    ['histogram', 'cutover_request_duration_seconds', buckets],
    ['gauge', 'cutover_share_observed', shares],
    ['gauge', 'shop_precision', values],
  ] as const;
  return [
    ...families.flatMap(([type, name, lines]) => [`# TYPE ${name} ${type}`, ...lines]),
    '# EOF\n',
  ].join('\n');
}
