import { evaluateGate } from '../../../model/gates/evaluate';
import type { Evidence } from '../../../model/gates/evidence';
import { gatesInForce } from '../../../model/gates/gates-of';
import { nextEvidence } from '../../../model/gates/next-evidence';
import { phaseOf, planInForce } from '../../../model/service/plan';
import type { Service } from '../../../model/service/service';
import type { Share } from '../../../model/share';
import { reading } from './gates';

/** @returns evidence of a service at a share, of all gates in force; each passes unless the test gives its value. */
export function evidenceAt(
  service: Service,
  at: number,
  time: Date,
  values: Readonly<Record<string, number>> = {},
): Evidence {
  const share = at as Share;
  const gates = gatesInForce(service, share);
  const asked = { query: 'asked', v1Query: null, at: time.toISOString() };
  const samples = reading(100_000);
  const results = gates.map((gate) => {
    const good = gate.atLeast ?? gate.atMost ?? 1;
    const v2 = reading(values[gate.name] ?? good);
    return evaluateGate(gate, { v2, v1: reading(good), samples, v1Samples: samples }, asked);
  });
  return nextEvidence(undefined, {
    service: service.name,
    at: time.toISOString(),
    share,
    phase: phaseOf(planInForce(service), share),
    gates,
    results,
    limits: service.monitoring.budgets,
  });
}
