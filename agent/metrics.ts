import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { VERSIONS } from '../model/names';
import { parseShare } from '../model/share';
import { CONDITIONS, conditionsOf } from './conditions';
import type { AgentState } from './state';
import { effectiveOf } from './target';

/** What `/metrics` of one agent shows. A share that is not known has no sample: 0 would be a lie. */
export interface AgentMetrics {
  /** Shows the state as it now is. */
  show(state: AgentState): void;
  /** A reload was signalled. */
  reloaded(): void;
  /** NGINX refused a configuration. */
  rejected(): void;
  /** @param seconds - from hearing of a share to its confirmation by NGINX. */
  applied(seconds: number): void;
  /** The exposition format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** An ordinary change takes 0.11 to 0.15 s, a burst up to a few seconds, one held back far longer. */
const APPLY_BUCKETS = [0.1, 0.125, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60];

export function agentMetrics(service: string): AgentMetrics {
  const registry = new Registry();
  const registers = [registry];
  const labelNames = ['service'];
  const gauge = (name: string, help: string, labels: readonly string[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames, ...labels], registers });
  const counter = (name: string, help: string) =>
    new Counter({ name, help, labelNames, registers });

  const desired = gauge('cutover_share_desired', 'Desired share of V2 in percent');
  const effective = gauge('cutover_share_effective', 'Share of V2 in percent that is to be served');
  const observed = gauge('cutover_share_observed', 'Share that all ready gateway pods confirm');
  const hold = gauge('cutover_hold', 'Upper limit on the share in percent; 100: no hold');
  const phase = gauge('cutover_phase', 'The phase of the plan, as a label', ['phase']);
  const condition = gauge('cutover_agent_condition', '1 while the condition holds', ['condition']);
  const connected = gauge('cutover_agent_api_connected', '1 while all watches of the API work');
  const draining = gauge('cutover_agent_draining_workers', 'NGINX workers that only finish');
  const expiry = gauge(
    'cutover_certificate_expiry_seconds',
    'When the certificate that NGINX is given ends, in seconds since 1970',
  );
  const ready = gauge('cutover_agent_ready_pods', 'Ready pods of a version', ['version']);
  const reloads = counter('cutover_agent_reloads_total', 'Reloads that NGINX was told to do');
  const rejections = counter('cutover_agent_rejected_total', 'Configurations that NGINX refused');
  const apply = new Histogram({
    name: 'cutover_agent_apply_seconds',
    help: 'From hearing of a share to its confirmation by NGINX',
    labelNames,
    buckets: APPLY_BUCKETS,
    registers,
  });
  // Counters start at 0, so that their first increase is seen by rate().
  reloads.inc({ service }, 0);
  rejections.inc({ service }, 0);

  const set = (to: Gauge, value: number | undefined, labels: Record<string, string> = {}): void => {
    if (value === undefined) to.remove({ service, ...labels });
    else to.set({ service, ...labels }, value);
  };
  let shownPhase: string | undefined;

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    show(state) {
      const { knowledge, nginx } = state;
      set(desired, knowledge.lastDesired);
      set(effective, effectiveOf(state));
      set(hold, knowledge.lastHold);
      set(observed, state.observed === undefined ? undefined : parseShare(state.observed));
      set(connected, state.connected ? 1 : 0);
      set(draining, nginx.sight.draining);
      const certificate = state.wanted?.parts.certificate;
      set(expiry, certificate && Math.floor(certificate.notAfter / 1_000));
      for (const version of VERSIONS) set(ready, state.ready?.[version].length, { version });
      const holding = conditionsOf(state);
      for (const name of CONDITIONS) {
        condition.set({ service, condition: name }, holding.includes(name) ? 1 : 0);
      }
      if (shownPhase !== undefined && shownPhase !== state.phase) {
        phase.remove({ service, phase: shownPhase });
      }
      if (state.phase !== undefined) phase.set({ service, phase: state.phase }, 1);
      shownPhase = state.phase;
    },
    reloaded() {
      reloads.inc({ service });
    },
    rejected() {
      rejections.inc({ service });
    },
    applied(seconds) {
      apply.observe({ service }, seconds);
    },
  };
}
