import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench';

const SHARES = [1, 5, 10, 25, 50, 75, 99];
const REQUESTS = 6_000;
/** After a change each connection that was open may carry one more request at the old share. */
const SETTLE_MS = 1_500;

/** Counts which version answers, at several shares; and that 0 and 100 are exact. */
export const split: Bench = {
  name: 'split',
  figures: ['split-error', 'other-version-at-0-and-100'],
  async run({ stand: ready, say }) {
    const stand = await ready();
    const errors: number[] = [];
    for (const share of SHARES) {
      await stand.writeShare(share);
      await sleep(SETTLE_MS);
      const load = await stand.load({ connections: 32, requests: REQUESTS, seconds: 60 });
      const { v2Percent } = await load.report;
      load.close();
      say(`share ${share} %: V2 answered ${v2Percent ?? NaN} % of ${REQUESTS}`);
      errors.push(Math.abs((v2Percent ?? NaN) - share));
    }
    const strays: number[] = [];
    for (const [share, other] of [
      [0, 'v2'],
      [100, 'v1'],
    ] as const) {
      await stand.writeShare(share);
      await sleep(SETTLE_MS);
      const load = await stand.load({ connections: 64, requests: 100_000, seconds: 120 });
      const { replies, completed } = await load.report;
      load.close();
      say(`share ${share} %: ${replies[other]} of ${completed} from ${other}`);
      strays.push(completed < 100_000 ? NaN : replies[other]);
    }
    return [
      {
        name: 'split-error',
        value: Math.max(...errors),
        unit: 'points',
        comparison: 'at most',
        bound: 0.1,
        runs: errors,
      },
      {
        name: 'other-version-at-0-and-100',
        value: strays.reduce((a, b) => a + b, 0),
        unit: 'requests',
        comparison: 'exactly',
        bound: 0,
        runs: strays,
      },
    ];
  },
};
