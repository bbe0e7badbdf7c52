import { setTimeout as sleep } from 'node:timers/promises';
import { cutoverCommand, lastV2ReplyMs } from '../local/demo/demo';
import { monotonicMs } from '../local/load/clock';
import { projectRoot } from '../local/settings';
import type { Bench } from './bench';

const RUNS = 10;

/** From the start of `cutover rollback` to the last reply of V2, under load, at half of the traffic. */
export const rollback: Bench = {
  name: 'rollback',
  figures: ['rollback-seconds'],
  async run({ stand: ready, environment, say }) {
    const stand = await ready();
    const cutover = cutoverCommand(projectRoot, environment, stand.target);
    await stand.writeShare(50);
    const load = await stand.load({ connections: 32, rate: 500, seconds: 300 });
    const runs: number[] = [];
    for (let round = 0; round < RUNS; round += 1) {
      await sleep(1_000);
      const beginMs = monotonicMs();
      const ended = await cutover(['rollback', '--reason', 'bench']);
      if (ended.code !== 0) throw new Error(`rollback failed: ${ended.stderr}${ended.stdout}`);
      await sleep(2_000);
      runs.push((await lastV2ReplyMs(load, beginMs)) / 1_000);
      const released = await cutover(['release', '--reason', 'bench']);
      if (released.code !== 0) throw new Error(`release failed: ${released.stderr}`);
    }
    await load.stop();
    load.close();
    say(runs.map((seconds) => `${seconds.toFixed(2)} s`).join(', '));
    return [
      {
        name: 'rollback-seconds',
        value: Math.max(...runs),
        unit: 's',
        comparison: 'at most',
        bound: 2,
        runs,
      },
    ];
  },
};
