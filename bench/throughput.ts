import { removeNamespace } from '../local/stack/namespace';
import { KubeConfig } from '@kubernetes/client-node';
import type { Bench } from './bench';
import { quantile } from './figure';
import { requestsPerSecond } from './saturation';
import { barePath, ThroughputPods } from './throughput-pods';

const NAMESPACE = 'bench-throughput';
/** Pairs of runs, in turn, so that a change of the machine's speed meets both. */
const PAIRS = 7;
const SECONDS = 5;

/** Requests a second through the gateway's configuration against those through a minimal one: the same NGINX. */
export const throughput: Bench = {
  name: 'throughput',
  figures: ['throughput-ratio'],
  async run({ environment, say }) {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromDefault();
    await removeNamespace(kubeConfig, NAMESPACE);
    try {
      const urls = await new ThroughputPods(kubeConfig, NAMESPACE).create(barePath);
      const measure = async (url: string): Promise<number> =>
        requestsPerSecond(url, SECONDS, environment);
      await measure(urls.gateway);
      const ratios: number[] = [];
      for (let pair = 0; pair < PAIRS; pair += 1) {
        const minimal = await measure(urls.minimal);
        const ours = await measure(urls.gateway);
        say(`gateway ${ours.toFixed(0)}/s, minimal ${minimal.toFixed(0)}/s`);
        ratios.push(ours / minimal);
      }
      const value = quantile(ratios, 0.5);
      return [
        {
          name: 'throughput-ratio',
          value,
          unit: 'x',
          comparison: 'at least',
          bound: 0.95,
          runs: ratios,
        },
      ];
    } finally {
      await removeNamespace(kubeConfig, NAMESPACE);
    }
  },
};
