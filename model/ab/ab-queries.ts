import { BUILT_IN_NAMES } from '../gates/built-in';
import type { Gate } from '../gates/gate';
import { gatesOf } from '../gates/gates-of';
import { namesVersion, renderQuery } from '../gates/template';
import type { Version } from '../names';
import { seconds } from '../service/fields';
import type { Service } from '../service/service';

/** Where the service is, and over which windows it is asked about. */
export interface AbPlace {
  readonly service: string;
  readonly namespace: string;
  /** In seconds. */
  readonly windowSeconds: number;
}

export interface AbQueries {
  readonly share: string;
  readonly fallbacks: string;
  readonly answered: (version: Version) => string;
  readonly failures: (version: Version) => string;
  /** A series for each bucket. */
  readonly latency: (version: Version) => string;
}

const SERVICE = 'namespace="$namespace",service="$service"';

/**
 * The questions of a comparison, each for one window. Only routes that are split count: on the others a version answers
 * what the other never gets.
 */
export function abQueries(
  { routes }: Pick<Service, 'routes'>,
  { service, namespace, windowSeconds }: AbPlace,
): AbQueries {
  const split = routes.filter(({ to }) => to === 'split').map(({ name }) => name);
  const route = `route=~"${split.join('|')}"`;
  const ask = (template: string, version: Version = 'v2'): string =>
    renderQuery(template, { service, namespace, version, window: `${windowSeconds}s` });
  const increase = (metric: string, labels: string): string =>
    `increase(${metric}{${labels}}[$window])`;
  const ofVersion = `${SERVICE},version="$version",${route}`;
  return {
    share: ask(`max(cutover_share_observed{${SERVICE}})`),
    fallbacks: ask(`sum(${increase('cutover_fallback_total', `${SERVICE},${route}`)})`),
    answered: (version) => ask(`sum(${increase('cutover_requests_total', ofVersion)})`, version),
    failures: (version) =>
      ask(`sum(${increase('cutover_version_failures_total', ofVersion)})`, version),
    latency: (version) =>
      ask(
        `sum by (le) (${increase('cutover_request_duration_seconds_bucket', ofVersion)})`,
        version,
      ),
  };
}

/** @returns the windows of a gate, in seconds: its own, where that is longer than all others. */
export const metricWindow = ({ window }: Gate, { windowSeconds }: AbPlace): number =>
  Math.max(windowSeconds, seconds(window));

/** @returns the question for the value of a gate in one of its windows. */
export function metricQuery(gate: Gate, version: Version, place: AbPlace): string {
  const { service, namespace } = place;
  const window = `${metricWindow(gate, place)}s`;
  return renderQuery(gate.query, { service, namespace, version, window });
}

/** The gates whose values can be compared: the service's own ones that tell the versions apart. */
export function comparedGates(service: Pick<Service, 'gates' | 'objectives' | 'monitoring'>) {
  const builtIn: readonly string[] = BUILT_IN_NAMES;
  return gatesOf(service).filter(
    ({ name, query }) => !builtIn.includes(name) && namesVersion(query),
  );
}
