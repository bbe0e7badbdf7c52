import { FaultInjector } from '../local/stack/faults';
import { reachDirectly } from '../local/stack/reach';
import type { Bench } from './bench';
import { quantile } from './figure';
import { withStand, type Stand } from './stand';

/** Pairs of runs, in turn, so that a change of the machine's speed meets both. */
const PAIRS = 7;
const SECONDS = 10;
const RATE = 200;
/** How long V1 takes to answer: enough for the machine's own noise not to be the figure. */
const LIVE_MS = 20;
/** How long V2 takes in every second pair: a client must not wait for it. */
const SLOW_MS = 500;

const route = { match: 'exact', to: 'v1', fallback: 'none' };
const OVERRIDES = {
  versions: { v1: { replicas: { min: 2, max: 2 } }, v2: { replicas: { min: 2, max: 2 } } },
  // Those of the service file ask its own routes.
  checks: [],
  routes: [
    { ...route, name: 'match', path: '/match' },
    { ...route, name: 'mirrored', path: '/v2/match', mirrorPercent: 100 },
  ],
};

/** The live reply with every request copied to V2, against the same without a copy, in the same run. */
export const mirror: Bench = {
  name: 'mirror',
  figures: ['mirror-p99-ratio'],
  async run({ environment, say }) {
    return withStand(
      environment,
      { namespace: 'bench-mirror', overrides: OVERRIDES },
      async (stand) => {
        const { kubeConfig, namespace, service } = stand;
        const faults = new FaultInjector(kubeConfig, reachDirectly(''), { namespace, service });
        await faults.set('v1', { addedLatencyMs: LIVE_MS });
        const ratios: number[] = [];
        for (let pair = 0; pair < PAIRS; pair += 1) {
          const slow = pair % 2 === 1;
          await faults.set('v2', { addedLatencyMs: slow ? SLOW_MS : LIVE_MS });
          const without = await p99(stand, '/match');
          const mirrored = await p99(stand, '/v2/match');
          say(`p99 ${without} ms, mirrored ${mirrored} ms${slow ? ', V2 slow' : ''}`);
          ratios.push(mirrored / without);
        }
        return [
          {
            name: 'mirror-p99-ratio',
            value: quantile(ratios, 0.5),
            unit: 'x',
            comparison: 'at most',
            bound: 1.05,
            runs: ratios,
          },
        ];
      },
    );
  },
};

async function p99(stand: Stand, path: string): Promise<number> {
  const load = await stand.load({ path, connections: 32, rate: RATE, seconds: SECONDS });
  const { latencyMs, failed, failures } = await load.report;
  load.close();
  if (failed > 0 || latencyMs === null) {
    throw new Error(`${failed} requests failed: ${JSON.stringify(failures)}`);
  }
  return latencyMs.p99;
}
