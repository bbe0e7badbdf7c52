import { Counter, Registry } from 'prom-client';

/**
 * What can go wrong: NGINX is not asked (`drain`), a pod does not take a message (`tell`) or is still busy with
 * the one before (`busy`), a message cannot be handed to NGINX (`absorb`) or is refused (`refused`).
 */
const FAILURES = ['drain', 'tell', 'busy', 'absorb', 'refused'] as const;
type Failure = (typeof FAILURES)[number];

/** How the exchange of what clients used goes. */
export interface LimitsMetrics {
  failed(failure: Failure): void;
  /** One gateway pod took a message. */
  told(): void;
  /** The exposition format of Prometheus. */
  text(): Promise<string>;
}

export function limitsMetrics(service: string): LimitsMetrics {
  const registry = new Registry();
  const counter = (name: string, help: string, labels: readonly string[] = []) =>
    new Counter({ name, help, labelNames: ['service', ...labels], registers: [registry] });
  const failures = counter(
    'cutover_agent_limits_failures_total',
    'What clients used that other gateway pods were not told',
    ['failure'],
  );
  const messages = counter(
    'cutover_agent_limits_told_total',
    'Messages that other gateway pods took of what clients used',
  );
  // Counters start at 0, so that their first increase is seen by rate().
  for (const failure of FAILURES) failures.inc({ service, failure }, 0);
  messages.inc({ service }, 0);
  return {
    failed(failure) {
      failures.inc({ service, failure });
    },
    told() {
      messages.inc({ service });
    },
    text: () => registry.metrics(),
  };
}
