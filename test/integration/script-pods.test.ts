import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { systemClock } from '../../kube/clock';
import { acceptLimits } from '../../agent/limits/accept';
import { EVERY_MS, LimitsExchange } from '../../agent/limits/exchange';
import { limitsMetrics } from '../../agent/limits/metrics';
import { tellPeer } from '../../agent/limits/peers';
import { nginxScript } from '../../agent/script/nginx-script';
import { until } from '../../local/stack/until';
import { Backends } from '../support/agent/backends';
import { ScriptNginx } from '../support/script/nginx';
import { freePort } from '../support/free-port';

/** 50 requests a second. */
const PACE = { requests: 3_000, perSeconds: 60, burst: 150 };
const PODS = 3;

/** One gateway pod: NGINX with the script, and the parts of the agent that speak for it. */
interface Pod {
  readonly nginx: ScriptNginx;
  readonly server: Server;
  readonly agentPort: number;
  exchange?: LimitsExchange;
}

describe('the rate limit of three gateway pods', () => {
  const backends = new Backends();
  const log = pino({ level: 'silent' });
  let pods: Pod[];

  beforeAll(() => backends.start());
  afterAll(() => {
    backends.stop();
  });

  beforeEach(async () => {
    pods = [];
    for (let n = 0; n < PODS; n += 1) {
      const nginx = new ScriptNginx(await freePort(), backends);
      await nginx.start({ service: 'shop', rateLimit: { ...PACE, shared: true } });
      const metrics = limitsMetrics('shop');
      const accept = acceptLimits({
        script: nginxScript(nginx.socket),
        peers: () => ['127.0.0.1'],
        metrics,
      });
      const server = createServer((request, response) => void accept(request, response));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      pods.push({ nginx, server, agentPort: (server.address() as AddressInfo).port });
    }
    for (const pod of pods) {
      pod.exchange = new LimitsExchange({
        script: nginxScript(pod.nginx.socket),
        // On loopback all pods have one address: here the port tells them apart.
        peers: () => pods.filter((other) => other !== pod).map((other) => String(other.agentPort)),
        tell: (port, used) => tellPeer(Number(port))('127.0.0.1', used),
        metrics: limitsMetrics('shop'),
        clock: systemClock,
        log,
      });
      pod.exchange.start();
    }
    // What is counted before the first round is told to nobody.
    await new Promise((resolve) => setTimeout(resolve, 400));
  });

  afterEach(async () => {
    for (const { exchange, server, nginx } of pods) {
      exchange?.stop();
      server.closeAllConnections();
      server.close();
      await nginx.stop();
    }
  });

  const ask = async (pod: Pod | undefined, client: string): Promise<number> =>
    (await pod?.nginx.ask('/limited', { headers: { 'x-client': client } }))?.status ?? 0;

  it('is one limit: rate x time + burst within 2 %, whichever pods a client meets', async () => {
    let [first, last, admitted] = [0, 0, 0];
    const before = Date.now();
    const connections = pods.flatMap((pod) =>
      [0, 1].map(async () => {
        while (Date.now() - before < 15_000) {
          last = Date.now();
          if ((await ask(pod, 'greedy')) === 200) admitted += 1;
          first ||= Date.now();
        }
      }),
    );
    await Promise.all(connections);
    const after = Date.now();
    const allowed = (ms: number) => (ms * PACE.requests) / (PACE.perSeconds * 1_000) + PACE.burst;
    expect(admitted).toBeGreaterThanOrEqual(allowed(last - first) * 0.98);
    // What two pods admit in the last round is told to nobody any more: by the formula, each its full pace.
    const untold = ((PODS - 1) * EVERY_MS * PACE.requests) / (PACE.perSeconds * 1_000);
    expect(admitted).toBeLessThanOrEqual((allowed(after - before) + 1) * 1.02 + untold);
  });

  it('stops a client at a pod that it never met, and no other client', async () => {
    for (let n = 0; n <= PACE.burst; n += 1) await ask(pods[0], 'greedy');
    for (const pod of pods.slice(1)) {
      await until('the pod was told', async () => (await ask(pod, 'greedy')) === 429);
      expect(await ask(pod, 'other')).toBe(200);
    }
  });

  it('goes on at each pod while another one is gone', async () => {
    await pods[2]?.nginx.stop();
    for (let n = 0; n <= PACE.burst; n += 1) await ask(pods[0], 'greedy');
    await until('the pod was told', async () => (await ask(pods[1], 'greedy')) === 429);
    expect(await ask(pods[0], 'other')).toBe(200);
  });
});
