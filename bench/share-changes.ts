import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench';
import { quantile } from './figure';

/** 55 changes over 140 s and 1,600 requests a second: more than 50 changes and 200,000 requests. */
const CHANGES = 55;
const PAUSE_MS = 2_500;
const RATE = 1_600;
const SHARES = [5, 25, 50, 75, 100, 50, 10, 0];

/** Changes the share again and again under a constant load of POSTs that are never retried. */
export const shareChanges: Bench = {
  name: 'share-changes',
  figures: ['failed-posts', 'posts', 'propagation-median', 'propagation-p99'],
  async run({ stand: ready, say }) {
    const stand = await ready();
    await stand.writeShare(50);
    const load = await stand.load({ connections: 64, rate: RATE, seconds: 300 });
    const propagations: number[] = [];
    for (let change = 0; change < CHANGES; change += 1) {
      await sleep(PAUSE_MS);
      const { milliseconds } = await stand.writeShare(SHARES[change % SHARES.length] ?? 0);
      propagations.push(milliseconds);
    }
    const report = await load.stop();
    load.close();
    say(`${report.sent} requests, ${report.failed} failed ${JSON.stringify(report.failures)}`);
    const propagation = (name: string, q: number, bound: number) => ({
      name,
      value: quantile(propagations, q) / 1_000,
      unit: 's',
      comparison: 'at most' as const,
      bound,
      runs: propagations.map((milliseconds) => milliseconds / 1_000),
    });
    return [
      {
        name: 'failed-posts',
        value: report.failed,
        unit: 'requests',
        comparison: 'exactly',
        bound: 0,
        runs: [report.failed],
      },
      {
        name: 'posts',
        value: report.completed,
        unit: 'requests',
        comparison: 'at least',
        bound: 200_000,
        runs: [report.completed],
      },
      propagation('propagation-median', 0.5, 0.2),
      propagation('propagation-p99', 0.99, 0.5),
    ];
  },
};
