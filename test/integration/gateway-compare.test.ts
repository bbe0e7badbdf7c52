import type { Server } from 'node:http';
import { Comparator } from '../../compare/comparator';
import { Examples } from '../../compare/examples';
import { serveIntake } from '../../compare/intake';
import { compareMetrics } from '../../compare/metrics';
import { Pace } from '../../compare/pace';
import { versionAt, type VersionPort } from '../../compare/version';
import { until } from '../../local/stack/until';
import { comparisonSettings } from '../../model/comparison/comparison-settings';
import type { Service } from '../../model/service/service';
import { gatewayPerTest } from '../support/gateway/gateway-per-test';
import { samplesOf } from '../support/gateway/samples';
import { serviceWith } from '../support/gateway/services';

/** The gateway's NGINX, the comparator, and two versions, on loopback. */
describe('requests of which the replies are compared', () => {
  const { backends, start } = gatewayPerTest();
  const servers: Server[] = [];
  const versions: VersionPort[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
    for (const version of versions.splice(0)) version.close();
  });

  const compared = (fallback: string, more: object = {}): Service =>
    serviceWith({
      routes: [{ name: 'match', path: '/', fallback }],
      comparison: { routes: { match: { percent: 100 } }, requestsPerSecond: 1_000, ...more },
    });

  async function comparator(service: Service) {
    const at = (version: 'v1' | 'v2') => ({ host: '127.0.0.1', port: backends.port(version) });
    const settings = comparisonSettings(service, { v1: at('v1'), v2: at('v2') });
    if (settings === undefined) throw new Error('nothing is compared');
    const metrics = compareMetrics(service.name, Object.keys(settings.routes));
    const [v1, v2] = [versionAt(at('v1'), 2_000), versionAt(at('v2'), 2_000)];
    versions.push(v1, v2);
    const parts = { settings, v1, v2, metrics, examples: new Examples() };
    const { server, port } = await serveIntake(
      new Comparator({
        ...parts,
        pace: new Pace(settings.requestsPerSecond, performance.now()),
        now: () => performance.now(),
        date: () => new Date(),
      }),
      metrics,
      0,
    );
    servers.push(server);
    const count = async (name: string): Promise<number> =>
      Object.entries(samplesOf(await metrics.text()))
        .filter(([sample]) => sample.startsWith(`cutover_compat_${name}`))
        .reduce((sum, [, value]) => sum + value, 0);
    return { port, count };
  }

  it('go to both versions a second time, as the client sent them, while it has its reply', async () => {
    const service = compared('safe');
    const { port, count } = await comparator(service);
    const gateway = await start(service, { share: 0, ports: { comparator: port } });
    const asked = { method: 'POST', body: '{"a":1}', headers: { 'X-A': '1' } };
    expect((await gateway.ask('/match?x=%2F', asked)).body).toBe('v1');
    await until('the replies are compared', async () => (await count('compared_total')) === 1);
    expect(await count('different_total')).toBe(1);
    const copies = backends.received.filter(({ headers }) => headers['x-cutover-mirror'] === '1');
    expect(copies.map(({ version }) => version).sort()).toEqual(['v1', 'v1', 'v2']);
    for (const copy of copies) {
      expect(copy).toMatchObject({ method: 'POST', url: '/match?x=%2F', body: '{"a":1}' });
      expect(copy.headers).toMatchObject({ 'x-a': '1', 'x-forwarded-for': '127.0.0.1' });
    }
  });

  it('are none that could do something twice, where the route is not marked safe', async () => {
    const service = compared('idempotent');
    const { port, count } = await comparator(service);
    const gateway = await start(service, { share: 100, ports: { comparator: port } });
    for (const method of ['POST', 'PUT', 'DELETE']) await gateway.ask('/a', { method, body: 'x' });
    await gateway.ask('/a');
    await until('the replies are compared', async () => (await count('compared_total')) === 1);
    expect(backends.received.map(({ method }) => method).filter((it) => it !== 'GET')).toEqual([
      'POST',
      'PUT',
      'DELETE',
    ]);
    expect(await count('dropped_total')).toBe(0);
  });

  it('are answered as ever where nobody compares', async () => {
    const gateway = await start(compared('safe'), { share: 100 });
    const replies = await Promise.all(Array.from({ length: 20 }, () => gateway.ask('/a')));
    expect(new Set(replies.map(({ body }) => body))).toEqual(new Set(['v2']));
  });
});
