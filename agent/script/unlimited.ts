import { Counter, Registry } from 'prom-client';
import type { ScriptPort } from './nginx-script';

/** What the gateway script counts, as `/metrics` shows it. */
export interface ScriptMetrics {
  /** The exposition format of Prometheus; with what NGINX said last, if it says nothing now. */
  text(): Promise<string>;
}

/** @param script - the gateway script of this pod's NGINX. */
export function scriptMetrics(service: string, script: Pick<ScriptPort, 'report'>): ScriptMetrics {
  const registry = new Registry();
  const unlimited = new Counter({
    name: 'cutover_unlimited_requests_total',
    help: 'Requests that were admitted because the rate limit failed',
    labelNames: ['service'],
    registers: [registry],
  });
  unlimited.inc({ service }, 0);
  let last = { since: Number.NaN, unlimited: 0 };

  const read = async (): Promise<void> => {
    try {
      const now = await script.report();
      // Another beginning: NGINX was started anew, and counts from 0.
      const before = now.since === last.since ? last.unlimited : 0;
      unlimited.inc({ service }, Math.max(0, now.unlimited - before));
      last = now;
    } catch {
      // NGINX starts or has ended: what it said last still holds.
    }
  };

  let reading: Promise<void> | undefined;
  return {
    async text() {
      await (reading ??= read().finally(() => {
        reading = undefined;
      }));
      return registry.metrics();
    },
  };
}
