import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from '../guard/judge';
import { gatesInForce, gatesOf } from '../model/gates/gates-of';
import { planInForce } from '../model/service/plan';
import { readServiceFile } from '../model/service/service-file';
import type { Share } from '../model/share';
import { prometheusAt } from '../prometheus/client';
import { StoredPrometheus } from '../test/support/ab/stored-prometheus';
import { projectRoot } from '../local/settings';
import type { Bench } from './bench';
import { gatewaySeries } from './gateway-series';
import { quantile } from './figure';

const FILE = 'services/supersmartmatch.yaml';
const NAMESPACE = 'bench';
const SHARE = 25 as Share;
const GATES = 12;
const ROUNDS = 40;

/**
 * How long the guard takes to judge 12 gates: those of SuperSmartMatch, against a real Prometheus on loopback that holds
 * what three gateway pods and six pods of the versions would have told it. Needs no cluster.
 */
export const gateEvaluation: Bench = {
  name: 'gate-evaluation',
  figures: ['gate-evaluation', 'gate-evaluation-median'],
  async run({ say }) {
    const service = readServiceFile(FILE, readFileSync(join(projectRoot, FILE), 'utf8'));
    const inForce = gatesInForce(service, SHARE);
    if (inForce.length < GATES) throw new Error(`only ${inForce.length} gates are in force`);
    const names = inForce.slice(0, GATES).map(({ name }) => name);
    const settings = {
      service: service.name,
      namespace: NAMESPACE,
      prometheus: '',
      everySeconds: 15,
      budgets: service.monitoring.budgets,
      gates: gatesOf(service).filter(({ name }) => names.includes(name)),
      plan: planInForce(service),
    };
    const series = gatewaySeries(NAMESPACE, service.name);
    const server = await StoredPrometheus.open(series);
    const runs: number[] = [];
    try {
      const parts = { settings, prometheus: prometheusAt(server), date: () => new Date() };
      const situation = { share: SHARE, phase: 'bench', since: undefined, unsettled: undefined };
      for (let round = 0; round < ROUNDS; round += 1) {
        const began = performance.now();
        const { gates } = await judge(parts, situation, undefined);
        runs.push((performance.now() - began) / 1_000);
        const read = gates.filter(({ value }) => value !== null).length;
        if (round === 0) say(`${gates.length} gates judged, ${read} of them by a value`);
        const wrong = gates.find(({ verdict }) => verdict === 'error');
        if (wrong !== undefined) throw new Error(wrong.message);
      }
    } finally {
      await server.close();
    }
    const stated = { unit: 's', runs };
    return [
      {
        ...stated,
        name: 'gate-evaluation',
        value: Math.max(...runs),
        comparison: 'at most',
        bound: 1,
      },
      {
        ...stated,
        name: 'gate-evaluation-median',
        value: quantile(runs, 0.5),
        comparison: 'stated',
        bound: null,
      },
    ];
  },
};
