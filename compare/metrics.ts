import { Counter, Registry } from 'prom-client';
import type { Shown } from '../kube/probes';

/** Why a copy was not compared. */
const DROP_REASONS = [
  /** More requests than the service file allows. */
  'rate',
  /** Too many are under way. */
  'busy',
  /** The request is longer than what is held in memory. */
  'too-large',
  /** Sent twice it might do something twice. */
  'unsafe',
  'unknown-route',
  /** V1 gave no answer that V2's could be held against. */
  'v1-failed',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** What `/metrics` of the comparator shows. */
export interface CompareMetrics extends Shown {
  /** @param fields - in which the replies differ; empty where they are the same. */
  compared(route: string, fields: readonly string[]): void;
  dropped(reason: DropReason): void;
}

/** More names of fields would be made by data, such as mappings whose keys are ids. */
const MOST_FIELDS = 100;
const OTHER_FIELD = '<other>';

/** @param routes - their counters begin at 0, so that the first difference is seen by `increase`. */
export function compareMetrics(service: string, routes: readonly string[]): CompareMetrics {
  const registry = new Registry();
  const counter = (name: string, help: string, labels: readonly string[]) =>
    new Counter({ name, help, labelNames: ['service', ...labels], registers: [registry] });
  const compared = counter(
    'cutover_compat_compared_total',
    'Requests of which the replies of both versions were compared',
    ['route'],
  );
  const different = counter(
    'cutover_compat_different_total',
    'Compared requests that V2 answered otherwise than V1',
    ['route'],
  );
  const mismatches = counter(
    'cutover_compat_mismatch_total',
    'Fields in which the reply of V2 differed from that of V1',
    ['route', 'field'],
  );
  const drops = counter(
    'cutover_compat_dropped_total',
    'Copies of requests that were not compared',
    ['reason'],
  );
  for (const route of routes) {
    compared.inc({ service, route }, 0);
    different.inc({ service, route }, 0);
  }
  for (const reason of DROP_REASONS) drops.inc({ service, reason }, 0);
  const known = new Set<string>();

  const bounded = (field: string): string => {
    if (known.size < MOST_FIELDS) known.add(field);
    return known.has(field) ? field : OTHER_FIELD;
  };

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    compared(route, fields) {
      compared.inc({ service, route });
      if (fields.length > 0) different.inc({ service, route });
      for (const field of new Set(fields.map(bounded))) mismatches.inc({ service, route, field });
    },
    dropped(reason) {
      drops.inc({ service, reason });
    },
  };
}
