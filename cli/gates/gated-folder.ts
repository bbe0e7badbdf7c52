import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { evaluateGate } from '../../model/gates/evaluate';
import { evidenceData, type Evidence } from '../../model/gates/evidence';
import { gatesInForce } from '../../model/gates/gates-of';
import { nextEvidence } from '../../model/gates/next-evidence';
import { readServiceFile } from '../../model/service/service-file';
import type { Share } from '../../model/share';
import { CommandFolder } from '../run-in-folder';

const GATED_SHOP = `name: shop
versions:
  v1: { image: 'shop:1', port: 5062 }
  v2: { image: 'shop:2', port: 5070 }
monitoring: { prometheus: 'http://prometheus:9090' }
plan: steps
plans:
  steps:
    phases:
      - { name: parallel, steps: [{ share: 0 }] }
      - { name: ab-tests, steps: [{ share: 5, soak: 1d }, { share: 25, soak: 2d }, { share: 50 }], gates: [error-rate, p95] }
`;

/** A stack at 25 % whose gates are enforced, for tests. It is noon. */
export class GatedFolder extends CommandFolder {
  constructor() {
    super();
    this.now = new Date('2026-11-28T12:00:00Z');
    this.write('Pulumi.yaml', 'name: cutover\n');
    this.share(25);
    mkdirSync(join(this.path, 'services'));
    this.write('services/shop.yaml', GATED_SHOP);
    this.pulumi.lastOutputs = { desiredShare: 25, shareSince: '2026-11-26T10:00:00.000Z' };
    this.cluster.workloads = [{ version: 'v2', name: 'shop-v2', ready: 1, wanted: 1 }];
  }

  /** What the stack file says. */
  share(share: number): void {
    const config = { 'cutover:service': 'shop', 'cutover:v2TrafficPercentage': String(share) };
    this.write('Pulumi.staging.yaml', JSON.stringify({ config }));
  }

  /** Lays more over the service file. */
  serviceWith(parts: object): void {
    this.write(
      'services/shop.yaml',
      JSON.stringify({ ...(parse(GATED_SHOP) as object), ...parts }),
    );
  }

  /**
   * Writes what the guard found at 25 %, 12 s ago.
   *
   * @param values - of V2; every gate rests on as many samples.
   */
  judged(values: { errors: number; p95: number }, samples = 3_100, seconds = 12): Evidence {
    const file = 'services/shop.yaml';
    const service = readServiceFile(file, readFileSync(join(this.path, file), 'utf8'));
    const at = new Date(this.now.getTime() - seconds * 1_000).toISOString();
    const share = 25 as Share;
    const gates = gatesInForce(service, share);
    const value = (one: number) => ({ kind: 'value', value: one }) as const;
    const results = gates.map((gate) => {
      const v2 = value(gate.name === 'p95' ? values.p95 : values.errors);
      const readings = { v2, samples: value(samples) };
      return evaluateGate(gate, readings, { query: gate.query, v1Query: null, at });
    });
    const limits = { inconclusive: 240, noData: 20, error: 20 };
    const round = { service: 'shop', at, share, phase: 'ab-tests', gates, results, limits };
    const evidence = nextEvidence(undefined, round);
    this.cluster.putVerdict(evidenceData(evidence));
    return evidence;
  }
}
