import { evaluateGate } from '../../../model/gates/evaluate';
import type { Evidence, GateResult } from '../../../model/gates/evidence';
import type { Gate } from '../../../model/gates/gate';
import { nextEvidence } from '../../../model/gates/next-evidence';
import type { Readings } from '../../../model/gates/reading';
import { serviceSchema, type Service } from '../../../model/service/service';

/** When everything here was judged. */
export const AT = '2026-11-28T10:00:00.000Z';

/** @returns a gate on the error rate, at most 0.1 % over 1,049 samples, but for what a test says of it. */
export function gateWith(changes: Partial<Gate> = {}): Gate {
  return {
    name: 'error-rate',
    description: 'Failed requests',
    query: 'errors{version="$version"}',
    samples: 'requests{version="$version"}',
    window: '5m',
    atMost: 0.001,
    minimumSamples: 1_049,
    weight: 'critical',
    dryRun: false,
    minimumShare: 1,
    unit: 'ratio',
    ifV1FailsToo: 'inconclusive',
    ...changes,
  };
}

export const reading = (value: number) => ({ kind: 'value', value }) as const;

/** @returns readings of V2's value and, where they are given, of V1's; each over 3,100 samples. */
export function readingsOf(v2: number, v1?: number): Readings {
  const samples = reading(3_100);
  return {
    v2: reading(v2),
    samples,
    ...(v1 === undefined ? {} : { v1: reading(v1), v1Samples: samples }),
  };
}

/** @returns what the gate says to the readings. */
export function judged(gate: Gate, readings: Readings): GateResult {
  const query = gate.query.replace('$version', 'v2');
  return evaluateGate(gate, readings, { query, v1Query: null, at: AT });
}

/** @returns evidence at 5 % in phase `canary`, of gates with V2's value of each. */
export function evidenceOf(...values: readonly (readonly [Gate, number])[]): Evidence {
  return nextEvidence(undefined, {
    service: 'shop',
    at: AT,
    share: 5,
    phase: 'canary',
    gates: values.map(([gate]) => gate),
    results: values.map(([gate, value]) => judged(gate, readingsOf(value))),
    limits: { inconclusive: 240, noData: 20, error: 20 },
  });
}

/** @returns a checked service with the parts that a test asks for. */
export function gatedService(parts: object = {}): Service {
  return serviceSchema.parse({
    name: 'shop',
    versions: { v1: { image: 'shop:1', port: 5062 }, v2: { image: 'shop:2', port: 5070 } },
    plans: {
      all: {
        phases: [
          { name: 'parallel', steps: [{ share: 0 }] },
          { name: 'canary', steps: [{ share: 5 }, { share: 25 }] },
          { name: 'full', steps: [{ share: 100 }] },
        ],
      },
    },
    plan: 'all',
    ...parts,
  });
}
