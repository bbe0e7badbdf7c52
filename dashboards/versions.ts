import { VERSIONS, type Version } from '../model/names';
import type { Row, Sheet } from './frame';
import { timeSeries, type AnyPanel } from './panels';
import {
  answered,
  asked,
  clientErrors,
  failed,
  latency,
  ofVersion,
  rate,
  ratio,
  select,
} from './queries';
import type { Subject } from './subject';

/** Only the routes that the reader chose. */
const ROUTE = 'route=~"$route"';

const QUANTILES = [0.5, 0.95, 0.99] as const;

/** How does V2 do beside V1? */
export function versions(service: Subject): Sheet {
  return {
    slug: 'versions',
    title: 'V1 beside V2',
    description: `What the gateway sees of both versions of ${service.name}: rate, errors, latency and saturation, side by side.`,
    byRoute: true,
    rows: [traffic(), errors(service), latencies(service), saturation(service)],
  };
}

const name = (version: Version): string => version.toUpperCase();

function traffic(): Row {
  return {
    title: 'Rate',
    panels: [
      timeSeries({
        title: 'Requests',
        description:
          'Requests a second that each version answered. A request that V2 left to V1 counts for V1.',
        unit: 'reqps',
        span: 12,
        lines: VERSIONS.map((version) => ({
          expr: answered(version, ROUTE),
          legend: name(version),
        })),
      }),
      timeSeries({
        title: 'Replies by class',
        description: 'Requests a second by version and class of the status code.',
        unit: 'reqps',
        span: 12,
        lines: VERSIONS.map((version) => ({
          expr: `sum by (class) (label_replace(${rate('cutover_requests_total', ofVersion(version), ROUTE)}, "class", "\${1}xx", "code", "([0-9]).."))`,
          legend: `${name(version)} {{class}}`,
        })),
      }),
    ],
  };
}

function errors({ objectives }: Subject): Row {
  return {
    title: 'Errors',
    panels: [
      timeSeries(
        {
          title: 'Failed attempts',
          description: `Part of the attempts at a version that were refused, timed out or got a 5xx, those that a fallback hid among them. The objective is ${percent(objectives.errorRate)} at most.`,
          unit: 'percentunit',
          span: 8,
          lines: VERSIONS.map((version) => ({
            expr: ratio(failed(version, ROUTE), asked(version, ROUTE)),
            legend: name(version),
          })),
        },
        { atMost: objectives.errorRate },
      ),
      timeSeries(
        {
          title: 'Fallbacks to V1',
          description: `Part of V2's requests that V1 answered because V2 did not. The objective is ${percent(objectives.fallbackRate)} at most.`,
          unit: 'percentunit',
          span: 8,
          lines: [
            {
              expr: ratio(`sum(${rate('cutover_fallback_total', ROUTE)})`, asked('v2', ROUTE)),
              legend: 'V2 left to V1',
            },
          ],
        },
        { atMost: objectives.fallbackRate },
      ),
      timeSeries(
        {
          title: 'Errors that clients saw',
          description: `Part of all requests that the gateway answered with a 5xx, whoever was to blame. The objective is ${percent(1 - objectives.availability)} at most.`,
          unit: 'percentunit',
          span: 8,
          lines: [{ expr: clientErrors(ROUTE), legend: 'all requests' }],
        },
        { atMost: round(1 - objectives.availability) },
      ),
    ],
  };
}

function latencies({ objectives }: Subject): Row {
  const seconds = objectives.p95Milliseconds / 1_000;
  return {
    title: 'Latency',
    panels: [
      ...VERSIONS.map((version) =>
        timeSeries(
          {
            title: `Latency of ${name(version)}`,
            description: `Time from a request's arrival at the gateway to the last byte of the reply. The line is the objective for p95, ${objectives.p95Milliseconds} ms. Exact only to the buckets around a value.`,
            unit: 's',
            span: 8,
            lines: QUANTILES.map((quantile) => ({
              expr: latency(quantile, version, ROUTE),
              legend: `p${quantile * 100}`,
            })),
          },
          { atMost: seconds },
        ),
      ),
      timeSeries(
        {
          title: 'p95 of V2 by that of V1',
          description:
            'Above 1 V2 is slower. At 2 it is twice as slow as V1, which requirement 004 takes for a reason to roll back.',
          unit: 'none',
          span: 8,
          lines: [
            {
              expr: `${latency(0.95, 'v2', ROUTE)} / ${latency(0.95, 'v1', ROUTE)}`,
              legend: 'V2 / V1',
            },
          ],
        },
        { atMost: 2 },
      ),
    ],
  };
}

function saturation(service: Subject): Row {
  return {
    title: 'Saturation',
    panels: [
      timeSeries({
        title: 'Requests under way',
        description:
          'Requests that each version worked on at a time, on average: by the law of Little the seconds spent in a second.',
        unit: 'none',
        span: 8,
        lines: VERSIONS.map((version) => ({
          expr: `sum(${rate('cutover_request_duration_seconds_sum', ofVersion(version), ROUTE)})`,
          legend: name(version),
        })),
      }),
      perPod(service),
      timeSeries({
        title: 'Requests that were not counted',
        description:
          'Requests a second that the gateway could not count: its memory for counters was full. Above 0 every figure here is too low.',
        unit: 'reqps',
        span: 8,
        lines: [
          {
            expr: `sum(${rate('cutover_uncounted_requests_total')})`,
            legend: 'not counted',
          },
        ],
      }),
      ...containers(service),
    ],
  };
}

/** Load of a pod, with what it carries where the service file says so. */
function perPod({ capacity }: Subject): AnyPanel {
  const load = (version: Version): string => `${asked(version)} / max(${ready(version)})`;
  const shown = { title: 'Load of a pod', span: 8 };
  if (capacity === undefined) {
    return timeSeries({
      ...shown,
      description:
        'Requests a second for each ready pod. The service file has no capacity to hold it against.',
      unit: 'reqps',
      lines: VERSIONS.map((version) => ({ expr: load(version), legend: name(version) })),
    });
  }
  return timeSeries(
    {
      ...shown,
      description: `Requests a second for each ready pod, as a part of what one carries by the service file: ${capacity.perPod.v1} of V1, ${capacity.perPod.v2} of V2. At the line the headroom of ${capacity.headroom} is used.`,
      unit: 'percentunit',
      lines: VERSIONS.map((version) => ({
        expr: `${load(version)} / ${capacity.perPod[version]}`,
        legend: name(version),
      })),
    },
    { atMost: round(1 / capacity.headroom) },
  );
}

const ready = (version: Version): string => select('cutover_agent_ready_pods', ofVersion(version));

/** What the kubelet tells of containers, for which Prometheus must scrape it. */
function containers({ limits }: Subject): AnyPanel[] {
  const pods = (version: Version): string =>
    `namespace="$namespace",pod=~"$service-${version}-[a-z0-9]+-[a-z0-9]+",container="service"`;
  return [
    timeSeries(
      {
        title: 'CPU of a pod',
        description:
          "The busiest pod's CPU as a part of its limit. From the kubelet, where Prometheus scrapes it.",
        unit: 'percentunit',
        span: 12,
        lines: VERSIONS.map((version) => ({
          expr: `max(sum by (pod) (rate(container_cpu_usage_seconds_total{${pods(version)}}[$__rate_interval]))) / ${limits[version].cpus}`,
          legend: name(version),
        })),
      },
      { atMost: 1 },
    ),
    timeSeries(
      {
        title: 'Memory of a pod',
        description:
          "The largest pod's working set as a part of its limit: at 100 % the pod is killed. From the kubelet, where Prometheus scrapes it.",
        unit: 'percentunit',
        span: 12,
        lines: VERSIONS.map((version) => ({
          expr: `max(sum by (pod) (container_memory_working_set_bytes{${pods(version)}})) / ${limits[version].bytes}`,
          legend: name(version),
        })),
      },
      { atMost: 1 },
    ),
  ];
}

/** Without the tail that 1 - 0.999 has. */
const round = (value: number): number => Number(value.toPrecision(6));

const percent = (part: number): string => `${round(part * 100)} %`;
