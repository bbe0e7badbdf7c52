import { VERSIONS } from '../model/names';

const STEP_SECONDS = 15;
/** Before now: longer than the windows of the gates. */
const PAST_SECONDS = 900;
/** After now: for as long as somebody may go on asking. */
const FUTURE_SECONDS = 120;
const BUCKETS = [
  ...['0.005', '0.01', '0.025', '0.05', '0.075', '0.1', '0.15', '0.2', '0.3', '0.5'],
  ...['1', '2.5', '5', '10', '+Inf'],
];
const GATEWAYS = ['gw-1', 'gw-2', 'gw-3'];
const PODS = ['pod-1', 'pod-2', 'pod-3'];
const ROUTES = ['match', 'health', 'metrics', 'export', 'import'];

interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly samples: readonly (readonly [labels: string, growthOrValue: number])[];
}

/** @returns in OpenMetrics, with times, what the pods of a healthy service would have told Prometheus until now. */
export function gatewaySeries(namespace: string, service: string): string {
  const place = `namespace="${namespace}",service="${service}"`;
  const perRoute = GATEWAYS.flatMap((pod) =>
    VERSIONS.flatMap((version) =>
      ROUTES.map((route) => `${place},version="${version}",route="${route}",pod="${pod}"`),
    ),
  );
  const perPod = PODS.flatMap((pod) =>
    VERSIONS.map((version) => `${place},version="${version}",pod="${pod}"`),
  );
  const counter = (name: string, labels: readonly string[], growth: number): Family => ({
    name,
    type: 'counter',
    samples: labels.map((one) => [one, growth]),
  });
  const gauge = (name: string, value: number): Family => ({
    name,
    type: 'gauge',
    samples: perPod.map((one) => [one, value]),
  });
  const codes = ['200', '500', '502', '503', '504'];
  const ofCodes = codes.flatMap((code) => perRoute.map((labels) => `${labels},code="${code}"`));
  const families: Family[] = [
    {
      name: 'cutover_requests_total',
      type: 'counter',
      samples: ofCodes.map((labels) => [labels, labels.includes('"200"') ? 10 : 0]),
    },
    {
      name: 'cutover_request_duration_seconds_bucket',
      type: 'counter',
      samples: BUCKETS.flatMap((le) =>
        perRoute.map((labels) => [`${labels},le="${le}"`, Number(le) < 0.05 ? 5 : 10] as const),
      ),
    },
    counter('cutover_version_failures_total', perRoute, 0),
    counter(
      'cutover_fallback_total',
      GATEWAYS.map((pod) => `${place},pod="${pod}"`),
      0,
    ),
    gauge('cutover_agent_ready_pods', 3),
    gauge('supersmartmatch_precision', 0.97),
    gauge('supersmartmatch_user_satisfaction', 0.97),
    gauge('supersmartmatch_conversion_rate', 0.2),
    counter(
      'supersmartmatch_matches_total',
      perPod.map((one) => `${one},algorithm="nexten"`),
      8,
    ),
    counter('supersmartmatch_cache_hits_total', perPod, 9),
  ];
  const now = Math.floor(Date.now() / 1_000);
  const times: number[] = [];
  for (let at = now - PAST_SECONDS; at <= now + FUTURE_SECONDS; at += STEP_SECONDS) times.push(at);
  const lines = families.flatMap(({ name, type, samples }) =>
    samples.flatMap(([labels, amount]) =>
      times.map(
        (at, index) => `${name}{${labels}} ${type === 'counter' ? amount * index : amount} ${at}`,
      ),
    ),
  );
  return `${lines.join('\n')}\n# EOF\n`;
}
