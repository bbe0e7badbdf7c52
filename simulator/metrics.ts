import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Version } from '../model/names';
import type { Algorithm } from './matching';

/** User satisfaction and conversion of each version, from the table of indicators in requirement 000. */
const BUSINESS = {
  v1: { satisfaction: 0.89, conversion: 0.23 },
  v2: { satisfaction: 0.96, conversion: 0.25 },
} as const;

/** Seconds. Dense around the 0.1 s that requirement 000 allows. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10];

/** What one simulated version tells Prometheus, whichever service it plays. */
export interface SimulatorMetrics {
  readonly registry: Registry;
  /** @param seconds - from the whole request read to the reply handed to the socket. */
  request(route: string, code: number, seconds: number): void;
}

/** What a version of SuperSmartMatch tells besides. */
export interface MatchMetrics {
  match(algorithm: Algorithm, fromCache: boolean): void;
  /** Sets the gauge, 0 to 1. */
  precision(value: number): void;
}

const maker =
  (registry: Registry, prefix: string) =>
  <L extends string>(name: string, help: string, labelNames: readonly L[] = []) => ({
    name: `${prefix}_${name}`,
    help,
    labelNames: [...labelNames],
    registers: [registry],
  });

/** @param service - for example `mapping-dsl`; its metrics begin with `mapping_dsl_`. */
export function simulatorMetrics(service: string, version: Version): SimulatorMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ version });
  const made = maker(registry, service.replaceAll('-', '_'));
  const requests = new Counter(made('requests_total', 'Requests answered', ['route', 'code']));
  const durations = new Histogram({
    ...made('request_duration_seconds', 'Time to answer', ['route']),
    buckets: BUCKETS,
  });
  return {
    registry,
    request: (route, code, seconds) => {
      requests.inc({ route, code });
      durations.observe({ route }, seconds);
    },
  };
}

export function matchMetrics(registry: Registry, version: Version): MatchMetrics {
  const made = maker(registry, 'supersmartmatch');
  const matches = new Counter(made('matches_total', 'Matches by algorithm', ['algorithm']));
  const cached = new Counter(made('cache_hits_total', 'Matches answered from the cache'));
  const precision = new Gauge(made('precision', 'Part of the matches that fit, 0 to 1'));
  const { satisfaction, conversion } = BUSINESS[version];
  new Gauge(made('user_satisfaction', 'Satisfied users, 0 to 1')).set(satisfaction);
  new Gauge(made('conversion_rate', 'Matches that led to an application, 0 to 1')).set(conversion);
  return {
    match: (algorithm, fromCache) => {
      matches.inc({ algorithm });
      if (fromCache) cached.inc();
    },
    precision: (value) => {
      precision.set(value);
    },
  };
}
