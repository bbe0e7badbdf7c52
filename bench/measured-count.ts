import { setTimeout as sleep } from 'node:timers/promises';
import { AGENT_PORT } from '../model/agent-settings';
import { until } from '../local/stack/until';
import type { Bench } from './bench';
import { withStand, type Stand } from './stand';
import { answeringVersions } from './versions';

const RATE = 2_000;
const SECONDS = 60;
const SHARE = 25;
/** NGINX writes a line within a second of its request; as long again for the agents. */
const SETTLE_MS = 2_000;

/** Nothing is limited: what is refused would count for no version. */
const overrides = {
  versions: answeringVersions,
  gateway: { rateLimit: { enabled: false }, accessLog: false },
};

/** What the counters of three gateway pods say, against what the load generator has sent. */
export const measuredCount: Bench = {
  name: 'measured-count',
  figures: ['measured-count-error', 'uncounted-requests'],
  async run({ environment, say }) {
    return withStand(environment, { namespace: 'bench-measured', overrides }, async (stand) => {
      await stand.writeShare(SHARE);
      const before = await countersOf(stand);
      const load = await stand.load({ connections: 64, rate: RATE, seconds: SECONDS });
      const { completed, failed, replies, unsent } = await load.report;
      load.close();
      if (completed < RATE * SECONDS * 0.99) {
        throw new Error(`${completed} of ${RATE * SECONDS} requests were sent, ${unsent} were not`);
      }
      const after = await until('the last request is counted', async () => {
        await sleep(SETTLE_MS);
        const now = await countersOf(stand);
        await sleep(SETTLE_MS);
        return (await countersOf(stand)).all === now.all ? now : undefined;
      });
      const counted = after.all - before.all;
      const byVersion = [after.v1 - before.v1 - replies.v1, after.v2 - before.v2 - replies.v2];
      const durations = after.durations - before.durations;
      say(`sent ${completed}, counted ${counted}, with a duration ${durations}; failed ${failed}`);
      say(`off by version: V1 ${byVersion[0] ?? NaN}, V2 ${byVersion[1] ?? NaN}`);
      const errors = [counted - completed, durations - completed, ...byVersion].map(
        (off) => (Math.abs(off) / completed) * 100,
      );
      const uncounted = after.uncounted - before.uncounted;
      return [
        {
          name: 'measured-count-error',
          value: Math.max(...errors),
          unit: '%',
          comparison: 'at most',
          bound: 0.1,
          runs: errors,
        },
        {
          name: 'uncounted-requests',
          value: uncounted,
          unit: 'requests',
          comparison: 'exactly',
          bound: 0,
          runs: [uncounted],
        },
      ];
    });
  },
};

interface Counted {
  readonly all: number;
  readonly v1: number;
  readonly v2: number;
  readonly durations: number;
  readonly uncounted: number;
}

/** @returns the sums over all gateway pods. */
async function countersOf(stand: Stand): Promise<Counted> {
  const pods = await stand.gatewayPods();
  const texts = await Promise.all(
    pods.map(async ({ address }) =>
      (await fetch(`http://${address}:${AGENT_PORT}/metrics`)).text(),
    ),
  );
  const lines = texts.flatMap((text) => text.split('\n'));
  const sum = (name: string, label = ''): number =>
    lines
      .filter((line) => line.startsWith(`${name}{`) && line.includes(label))
      .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
  const requests = 'cutover_requests_total';
  return {
    all: sum(requests),
    v1: sum(requests, 'version="v1"'),
    v2: sum(requests, 'version="v2"'),
    durations: sum('cutover_request_duration_seconds_count'),
    uncounted: sum('cutover_uncounted_requests_total'),
  };
}
