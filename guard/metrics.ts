import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Evidence } from '../model/gates/evidence';
import { VERDICTS } from '../model/gates/verdict';
import type { Shown } from '../kube/probes';

/** What `/metrics` of one guard shows. What is not known has no sample: 0 would be a lie. */
export interface GuardMetrics extends Shown {
  /** A round is over. @param seconds - that it took. */
  judged(evidence: Evidence, seconds: number): void;
  /** Nobody knows what is served: no verdict is shown. */
  blind(): void;
  leads(isLeader: boolean): void;
  connected(isConnected: boolean): void;
  /** Evidence, or an event, could not be written. */
  failedToWrite(): void;
}

const ROUND_BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10];

export function guardMetrics(service: string): GuardMetrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, labels: readonly string[] = []) =>
    new Gauge({ name, help, labelNames: ['service', ...labels], registers });

  const verdict = gauge('cutover_verdict', '1 for the verdict over all gates', ['verdict']);
  const gateVerdict = gauge('cutover_gate_verdict', '1 for the verdict of a gate', [
    'gate',
    'verdict',
  ]);
  const gateValue = gauge('cutover_gate_value', 'Value that a gate was judged by', [
    'gate',
    'version',
  ]);
  const judgedAt = gauge(
    'cutover_gate_evaluated_timestamp_seconds',
    'When the gates were last judged, in seconds since 1970',
  );
  const pages = gauge('cutover_verdict_pages', 'Reasons for which somebody is to be paged');
  const leader = gauge('cutover_guard_leader', '1 in the pod that stores what it finds');
  const api = gauge('cutover_guard_api_connected', '1 while all watches of the API work');
  const failures = new Counter({
    name: 'cutover_guard_write_failures_total',
    help: 'Evidence or events that the API server did not take',
    labelNames: ['service'],
    registers,
  });
  const rounds = new Histogram({
    name: 'cutover_gate_evaluation_seconds',
    help: 'From the first question to the verdict over all gates',
    labelNames: ['service'],
    buckets: ROUND_BUCKETS,
    registers,
  });
  // A counter starts at 0, so that its first increase is seen by rate().
  failures.inc({ service }, 0);
  const ofGates = [verdict, gateVerdict, gateValue, pages];

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    judged(evidence, seconds) {
      // Gates come and go with the share.
      for (const one of ofGates) one.reset();
      for (const each of VERDICTS) {
        verdict.set({ service, verdict: each }, evidence.verdict === each ? 1 : 0);
      }
      for (const { name: gate, verdict: found, value, v1Value } of evidence.gates) {
        for (const each of VERDICTS) {
          gateVerdict.set({ service, gate, verdict: each }, found === each ? 1 : 0);
        }
        if (value !== null) gateValue.set({ service, gate, version: 'v2' }, value);
        if (v1Value !== null) gateValue.set({ service, gate, version: 'v1' }, v1Value);
      }
      pages.set({ service }, evidence.pages.length);
      judgedAt.set({ service }, Date.parse(evidence.at) / 1_000);
      rounds.observe({ service }, seconds);
    },
    blind() {
      for (const one of ofGates) one.reset();
    },
    leads(isLeader) {
      leader.set({ service }, isLeader ? 1 : 0);
    },
    connected(isConnected) {
      api.set({ service }, isConnected ? 1 : 0);
    },
    failedToWrite() {
      failures.inc({ service });
    },
  };
}
