import { BUCKETS, cumulated } from './durations';
import type { Counts } from './tally';

type Labels = readonly (readonly [name: string, value: string])[];

/**
 * Writes the counters in the exposition format of Prometheus. By hand, since a histogram of prom-client takes one
 * request at a time and would cost the agent more than reading the log does.
 *
 * @param uncounted - requests that no counter has.
 */
export function exposition(service: string, counts: Counts, uncounted: number): string {
  const shop = ['service', service] as const;
  const counter = (
    name: string,
    help: string,
    values: ReadonlyMap<string, number>,
    labels: readonly string[],
  ): string[] => [
    ...header(name, help, 'counter'),
    ...[...values].map(([key, value]) => sample(name, [shop, ...named(labels, key)], value)),
  ];
  const durations = [...counts.durations].flatMap(([key, { counts: each, milliseconds }]) => {
    const labels: Labels = [shop, ...named(['version', 'route'], key)];
    const upTo = cumulated({ counts: each, milliseconds });
    return [
      ...BUCKETS.map((le, index) =>
        sample(`${DURATION}_bucket`, [...labels, ['le', le]], upTo[index] ?? 0),
      ),
      sample(`${DURATION}_sum`, labels, milliseconds / 1_000),
      sample(`${DURATION}_count`, labels, upTo.at(-1) ?? 0),
    ];
  });
  return [
    ...counter(
      'cutover_requests_total',
      'Requests by the version that answered, as the gateway saw them',
      counts.requests,
      ['version', 'route', 'code'],
    ),
    ...header(DURATION, 'What the version that answered took, as the gateway saw it', 'histogram'),
    ...durations,
    ...counter(
      'cutover_version_failures_total',
      'Attempts at a version that were refused, took too long or ended in a 5xx, hidden ones too',
      counts.failures,
      ['version', 'route'],
    ),
    ...counter(
      'cutover_fallback_total',
      'Requests for V2 that V1 answered because V2 did not',
      counts.fallbacks,
      ['route'],
    ),
    ...counter(
      'cutover_uncounted_requests_total',
      'Requests that NGINX took and that no counter has',
      new Map([['', uncounted]]),
      [],
    ),
    '',
  ].join('\n');
}

const DURATION = 'cutover_request_duration_seconds';

function header(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

/** @param key - the values, joined by `|`. Names of services and routes hold nothing that needs escaping. */
function named(labels: readonly string[], key: string): Labels {
  const values = key.split('|');
  return labels.map((name, index) => [name, values[index] ?? '']);
}

function sample(name: string, labels: Labels, value: number): string {
  return `${name}{${labels.map(([label, text]) => `${label}="${text}"`).join(',')}} ${value}`;
}
