import { Counter, Registry } from 'prom-client';
import type { Report, RequestCount } from '../../gateway/counters';
import type { ScriptPort } from './nginx-script';

/** The counters of requests, as `/metrics` shows them. */
export interface RequestCounters {
  /** The exposition format of Prometheus; with what NGINX said last, if it says nothing now. */
  text(): Promise<string>;
}

/** What a label says of a request that no route took, or that was answered without asking a version. */
const NONE = 'none';

/** @param script - the gateway script of this pod's NGINX. */
export function requestCounters(
  service: string,
  script: Pick<ScriptPort, 'report'>,
): RequestCounters {
  const registry = new Registry();
  const counter = (name: string, help: string, labels: readonly string[] = []) =>
    new Counter({ name, help, labelNames: ['service', ...labels], registers: [registry] });
  const requests = counter(
    'cutover_requests_total',
    'Requests by the version that answered, as the gateway saw them',
    ['version', 'route', 'code'],
  );
  const fallbacks = counter(
    'cutover_fallback_total',
    'Requests for V2 that V1 answered because V2 did not',
    ['route'],
  );
  const uncounted = counter(
    'cutover_uncounted_requests_total',
    'Requests that no counter could take: its memory is full',
  );
  const unlimited = counter(
    'cutover_unlimited_requests_total',
    'Requests that were admitted because the rate limit failed',
  );
  const increase = new Increases();

  const show = (report: Report): void => {
    increase.begin(report.since);
    for (const one of report.requests) {
      const { route, chosen, served, status } = one;
      const by = increase.of(nameOf(one), one.count);
      const shown = { service, route: route || NONE };
      requests.inc({ ...shown, version: served || NONE, code: status }, by);
      if (chosen === 'v2' && served === 'v1') fallbacks.inc(shown, by);
    }
    uncounted.inc({ service }, increase.of('uncounted', report.uncounted));
    unlimited.inc({ service }, increase.of('unlimited', report.unlimited));
  };

  let reading: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    try {
      show(await script.report());
    } catch {
      // NGINX starts or has ended: what it said last still holds.
    } finally {
      reading = undefined;
    }
  };

  return {
    async text() {
      await (reading ??= read());
      return registry.metrics();
    },
  };
}

function nameOf({ route, chosen, served, status }: RequestCount): string {
  return [route, chosen, served, status].join('|');
}

/** By how much counters have grown, when those who count may begin anew at 0. */
class Increases {
  private since: number | undefined;
  private readonly last = new Map<string, number>();

  /** @param since - another one: the counters have begun anew. */
  begin(since: number): void {
    if (since !== this.since) this.last.clear();
    this.since = since;
  }

  of(name: string, count: number): number {
    const before = this.last.get(name) ?? 0;
    this.last.set(name, count);
    return Math.max(0, count - before);
  }
}
