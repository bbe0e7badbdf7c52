import type { Share } from '../model/share';
import { serveAgent, type Probed } from './http';
import { learn, readShare } from './knowledge';
import { agentMetrics } from './metrics';
import { NO_PARTS } from './parts';
import { NO_NGINX } from './reload';
import { initialState, type AgentState } from './state';

const config = { share: 5 as Share, hash: 'h5' };
const fresh = initialState('gw-1', 0);
const knowing: AgentState = {
  ...fresh,
  connected: true,
  phase: 'canary',
  observed: '5',
  knowledge: learn(learn(fresh.knowledge, { hold: readShare({ v2TrafficPercentage: '5' }) }), {
    desired: readShare({ v2TrafficPercentage: '25' }),
  }),
  nginx: { ...NO_NGINX, file: config },
};
const serving: AgentState = {
  ...knowing,
  nginx: { ...NO_NGINX, file: config, good: config, up: true },
};

describe('the probes', () => {
  const metrics = agentMetrics('shop');
  const agent: { -readonly [key in keyof Probed]: Probed[key] } = { state: fresh, idleMs: 0 };
  let server: Awaited<ReturnType<typeof serveAgent>>;

  beforeAll(async () => {
    server = await serveAgent(agent, metrics, 0);
  });
  afterAll(() => {
    server.server.close();
    server.server.closeAllConnections();
  });

  const ask = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
  const statuses = async () => {
    const answers = await Promise.all(['/live', '/started', '/ready'].map(ask));
    return answers.map(({ status }) => status);
  };

  it.each([
    ['nothing is known', fresh, 0, [200, 503, 503]],
    ['the upstreams are written', knowing, 0, [200, 200, 503]],
    ['NGINX serves them', serving, 0, [200, 200, 200]],
    ['the agent hangs', serving, 30_000, [503, 200, 200]],
  ] as const)('answer for an agent of which %s', async (_, state, idleMs, expected) => {
    Object.assign(agent, { state, idleMs });
    expect(await statuses()).toEqual(expected);
  });

  it('answer 404 to anything else', async () => {
    expect((await ask('/')).status).toBe(404);
  });

  const samples = async (): Promise<string[]> => {
    const text = await (await ask('/metrics')).text();
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  };

  it('show no share before one is known, rather than 0', async () => {
    metrics.show(fresh);
    expect((await samples()).filter((line) => line.startsWith('cutover_share'))).toEqual([]);
    expect(await samples()).toContain(
      'cutover_agent_condition{service="shop",condition="share-unknown"} 1',
    );
  });

  it('show when the certificate ends, and how many pods of each version are ready', async () => {
    const certificate = { fingerprint: 'c0ffee', notBefore: 0, notAfter: 1_800_000_000_500 };
    const parts = { ...NO_PARTS, certificate };
    const wanted = { config, parts, dynamics: { share: config.share } };
    metrics.show({ ...serving, wanted, ready: { v1: ['10.0.0.1:80', '10.0.0.2:80'], v2: [] } });
    expect(await samples()).toEqual(
      expect.arrayContaining([
        'cutover_certificate_expiry_seconds{service="shop"} 1800000000',
        'cutover_agent_ready_pods{service="shop",version="v1"} 2',
        'cutover_agent_ready_pods{service="shop",version="v2"} 0',
      ]),
    );
  });

  it('show shares, phase, conditions and counts', async () => {
    metrics.show({ ...serving, phase: 'before' });
    metrics.show(serving);
    metrics.reloaded();
    metrics.rejected();
    metrics.applied(0.12);
    const lines = await samples();
    expect(lines).toEqual(
      expect.arrayContaining([
        'cutover_share_desired{service="shop"} 25',
        'cutover_share_effective{service="shop"} 5',
        'cutover_share_observed{service="shop"} 5',
        'cutover_agent_api_connected{service="shop"} 1',
        'cutover_agent_draining_workers{service="shop"} 0',
        'cutover_agent_reloads_total{service="shop"} 1',
        'cutover_agent_rejected_total{service="shop"} 1',
        'cutover_agent_apply_seconds_count{service="shop"} 1',
        'cutover_agent_condition{service="shop",condition="share-unknown"} 0',
      ]),
    );
    expect(lines.some((line) => line.startsWith('cutover_certificate'))).toBe(false);
    const phases = lines.filter((line) => line.startsWith('cutover_phase'));
    expect(phases).toEqual(['cutover_phase{service="shop",phase="canary"} 1']);
  });
});
