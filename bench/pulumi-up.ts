import type { Bench } from './bench';
import { quantile } from './figure';

/** The first change warms caches and is not counted. */
const SHARES = [5, 10, 25, 50, 75, 100];

/** Changes the share through Pulumi, with no load beside it. */
export const pulumiUp: Bench = {
  name: 'pulumi-up',
  figures: ['up-seconds', 'up-resources'],
  async run({ stand: ready, say }) {
    const { stack } = await ready();
    const seconds: number[] = [];
    const resources: number[] = [];
    for (const share of SHARES) {
      await stack.setShare(share);
      const up = await stack.up();
      say(`share ${share} %: ${up.seconds.toFixed(2)} s, ${up.changed} changed`);
      seconds.push(up.seconds);
      resources.push(up.changed);
    }
    seconds.shift();
    resources.shift();
    return [
      {
        name: 'up-seconds',
        value: quantile(seconds, 0.5),
        unit: 's',
        comparison: 'at most',
        bound: 5,
        runs: seconds,
      },
      {
        name: 'up-resources',
        value: Math.max(...resources),
        unit: 'resources',
        comparison: 'exactly',
        bound: 1,
        runs: resources,
      },
    ];
  },
};
