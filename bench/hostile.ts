import { until } from '../local/stack/until';
import { HOSTILE, LIMITS } from '../test/support/gateway/hostile';
import { sendRaw, statusesOf } from '../test/support/gateway/raw';
import type { Bench } from './bench';
import { withStand, type Stand } from './stand';
import { recordingVersions, recordsOf } from './versions';

/** What the hostile requests are written for: /admin is pinned to V1, and nothing else may get there. */
const OVERRIDES = {
  versions: recordingVersions,
  // Those of the service file ask its own routes.
  checks: [],
  routes: [
    { name: 'all', path: '/', fallback: 'none' },
    { name: 'admin', path: '/admin', to: 'v1' },
  ],
  gateway: { limits: LIMITS },
};

const SHARE = 100;

/** Sends what no well-meaning client sends, and counts what the gateway makes of it. */
export const hostile: Bench = {
  name: 'hostile',
  figures: ['hostile-requests', 'hostile-5xx', 'hostile-passed-on'],
  async run({ environment, say }) {
    return withStand(
      environment,
      { namespace: 'bench-hostile', overrides: OVERRIDES },
      async (stand) => {
        await stand.writeShare(SHARE);
        const { hostname, port } = new URL(stand.gatewayUrl);
        const target = { host: hostname, port: Number(port || 80) };
        await canary(stand);
        const requests = Object.entries(HOSTILE).flatMap(([kind, list]) =>
          list.map((request) => ({ kind, ...request })),
        );
        let failed = 0;
        for (const { kind, name, ...raw } of requests) {
          const statuses = statusesOf(await sendRaw(target, raw));
          const own = statuses.filter((status) => status >= 500);
          if (own.length > 0) say(`${kind}, ${name}: ${statuses.join(', ')}`);
          failed += own.length;
        }
        await canary(stand);
        const passed = (await recordsOf(stand)).filter((line) => !isCanary(line));
        for (const line of passed) say(`passed on: ${line}`);
        return [
          {
            name: 'hostile-requests',
            value: requests.length,
            unit: 'requests',
            comparison: 'at least',
            bound: 40,
            runs: [requests.length],
          },
          {
            name: 'hostile-5xx',
            value: failed,
            unit: 'replies',
            comparison: 'exactly',
            bound: 0,
            runs: [failed],
          },
          {
            name: 'hostile-passed-on',
            value: passed.length,
            unit: 'requests',
            comparison: 'exactly',
            bound: 0,
            runs: [passed.length],
          },
        ];
      },
    );
  },
};

const CANARY = '/canary';

const isCanary = (line: string): boolean => line.startsWith(`GET ${CANARY} `);

/** A request that must arrive: what comes to the pods is seen to be recorded. */
async function canary(stand: Stand): Promise<void> {
  const count = async () => (await recordsOf(stand)).filter(isCanary).length;
  const before = await count();
  const reply = await fetch(`${stand.gatewayUrl}${CANARY}`);
  if (!reply.ok) throw new Error(`an honest request was answered ${reply.status}`);
  await until('the honest request is recorded', async () => (await count()) === before + 1);
}
