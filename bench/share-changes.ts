import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench';
import { quantile } from './figure';
import type { Stand } from './stand';

const SHARES = [5, 25, 50, 75, 100, 50, 10, 0];

/** 55 changes over 140 s and 1,600 requests a second: more than 50 changes and 200,000 requests. */
const HEAVY = { changes: 55, pauseMs: 2_500, rate: 1_600 };
/** Enough traffic to keep connections open, little enough to leave the processors to what is measured. */
const LIGHT = { changes: 100, pauseMs: 500, rate: 100 };

/** Changes the share again and again under a constant load of POSTs that are never retried. */
async function changeUnderLoad(stand: Stand, { changes, pauseMs, rate }: typeof HEAVY) {
  await stand.writeShare(50);
  const load = await stand.load({ connections: 64, rate, seconds: 300 });
  const seconds: number[] = [];
  for (let change = 0; change < changes; change += 1) {
    await sleep(pauseMs);
    const { milliseconds } = await stand.writeShare(SHARES[change % SHARES.length] ?? 0);
    seconds.push(milliseconds / 1_000);
  }
  const report = await load.stop();
  load.close();
  return { report, seconds };
}

/** Counts requests that fail while the share changes. */
export const shareChanges: Bench = {
  name: 'share-changes',
  figures: ['failed-posts', 'posts'],
  async run({ stand, say }) {
    const { report, seconds } = await changeUnderLoad(await stand(), HEAVY);
    const { failed, failures, completed } = report;
    say(`${completed} requests, ${failed} failed ${JSON.stringify(failures)}`);
    say(`under this load a change took ${quantile(seconds, 0.5).toFixed(3)} s in the median`);
    return [
      {
        name: 'failed-posts',
        value: failed,
        unit: 'requests',
        comparison: 'exactly',
        bound: 0,
        runs: [failed],
      },
      {
        name: 'posts',
        value: completed,
        unit: 'requests',
        comparison: 'at least',
        bound: 200_000,
        runs: [completed],
      },
    ];
  },
};

/** Times each change, from the new share in the API until every gateway pod has confirmed it. */
export const propagation: Bench = {
  name: 'propagation',
  figures: ['propagation-median', 'propagation-p99'],
  async run({ stand }) {
    const { seconds } = await changeUnderLoad(await stand(), LIGHT);
    return (
      [
        ['propagation-median', 0.5, 0.2],
        ['propagation-p99', 0.99, 0.5],
      ] as const
    ).map(([name, q, bound]) => ({
      name,
      value: quantile(seconds, q),
      unit: 's',
      comparison: 'at most',
      bound,
      runs: seconds,
    }));
  },
};
