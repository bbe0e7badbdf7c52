import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { pino } from 'pino';
import { systemClock } from '../kube/clock';
import { RequestCounts } from '../agent/requests/request-counts';
import { removeNamespace } from '../local/stack/namespace';
import { VERSIONS } from '../model/names';
import type { Bench } from './bench';
import { quantile } from './figure';
import { requestsPerSecond } from './saturation';
import { barePath, ThroughputPods } from './throughput-pods';

const NAMESPACE = 'bench-measuring';
/** Pairs of runs, in turn and short, so that a change of the machine's speed meets both. */
const PAIRS = 41;
const SECONDS = 2;
/** The agent reads on as often. */
const READ_EVERY_MS = 1_000;

/**
 * Requests a second through a gateway that counts them, against the same gateway that does not. The path is the
 * barest, on which counting weighs most; what the agent does of it runs here, on the same processors.
 */
export const measuringCost: Bench = {
  name: 'measuring-cost',
  figures: ['measuring-cost'],
  async run({ environment, say }) {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromDefault();
    await removeNamespace(kubeConfig, NAMESPACE);
    // In memory, as the volume of a gateway pod is; the embedded cluster's pods see it at the same path.
    const folder = mkdtempSync('/dev/shm/cutover-bench-');
    chmodSync(folder, 0o777);
    const counts = await openCounts(folder);
    const reading = setInterval(() => void counts.text(), READ_EVERY_MS);
    try {
      const urls = await new ThroughputPods(kubeConfig, NAMESPACE).createPair(barePath, folder);
      const measure = async (url: string): Promise<number> =>
        requestsPerSecond(url, SECONDS, environment);
      await measure(urls.counting);
      const costs: number[] = [];
      for (let pair = 0; pair < PAIRS; pair += 1) {
        // Each goes first every other time: what the machine does else often lasts as long as a pair.
        const first = pair % 2 === 0 ? await measure(urls.without) : undefined;
        const counting = await measure(urls.counting);
        const without = first ?? (await measure(urls.without));
        say(`counting ${counting.toFixed(0)}/s, without ${without.toFixed(0)}/s`);
        costs.push((1 - counting / without) * 100);
      }
      return [
        {
          name: 'measuring-cost',
          value: quantile(costs, 0.5),
          unit: '%',
          comparison: 'at most',
          bound: 5,
          runs: costs,
        },
      ];
    } finally {
      clearInterval(reading);
      await removeNamespace(kubeConfig, NAMESPACE);
      await counts.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function openCounts(folder: string): Promise<RequestCounts> {
  return RequestCounts.open({
    service: 'bench',
    versions: VERSIONS,
    routes: ['all'],
    paths: { requestLog: join(folder, 'log'), requestCounts: join(folder, 'counts.json') },
    // NGINX cannot be told to turn to another log from here: this one grows for the minutes of the bench.
    total: () => Promise.reject(new Error('not asked')),
    reopen: () => false,
    clock: systemClock,
    date: Date.now,
    log: pino({ level: 'silent' }),
  });
}
