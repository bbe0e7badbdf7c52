import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../local/stack/until';
import type { RequestCounts } from '../../agent/requests/request-counts';
import { Load } from '../../local/load/load';
import { freePort } from '../support/free-port';
import { gatewayPerTest } from '../support/gateway/gateway-per-test';
import type { GatewayUnderTest } from '../support/gateway/gateway-under-test';
import { samplesOf, totalOf } from '../support/gateway/samples';
import { PLAIN_ROUTE, serviceWith } from '../support/gateway/services';

/** What the counters say of requests that a real NGINX has taken. */
describe('the counts of requests', () => {
  const { backends, start } = gatewayPerTest();
  const ROUTES = [
    { name: 'safe', path: '/safe', fallback: 'safe', timeoutSeconds: 1 },
    { name: 'alone', path: '/alone', fallback: 'none', timeoutSeconds: 1 },
    { name: 'all', path: '/', timeoutSeconds: 1 },
  ];
  const requests = (version: string, route: string, code: number) =>
    `cutover_requests_total{version="${version}",route="${route}",code="${code}"}`;
  const failures = (version: string, route: string) =>
    `cutover_version_failures_total{version="${version}",route="${route}"}`;

  async function ask(gateway: GatewayUnderTest, count: number, path = '/'): Promise<void> {
    for (let n = 0; n < count; n += 1) await gateway.ask(path);
  }

  /** @returns the number of requests up to each bound, and their sum in seconds. */
  async function durations(
    counts: RequestCounts,
    version: string,
    route: string,
  ): Promise<Record<string, number>> {
    const of = `service="shop",version="${version}",route="${route}"`;
    const name = 'cutover_request_duration_seconds';
    const lines = (await counts.text()).split('\n').filter((line) => line.startsWith(name));
    const found = lines.filter((line) => line.includes(of));
    const named = found.map((line) => {
      const bound = /le="(.*?)"/.exec(line)?.[1] ?? /_(sum|count)\{/.exec(line)?.[1] ?? '';
      return [bound, Number(line.split(' ').at(-1))] as const;
    });
    return Object.fromEntries(named);
  }

  it.each([
    ['by the weights of NGINX', [PLAIN_ROUTE]],
    ['by the exact counter', [{ ...PLAIN_ROUTE, fallback: 'safe' }]],
  ])('tell the versions apart: %s', async (_, routes) => {
    const gateway = await start(serviceWith({ routes }), { share: 25 });
    await ask(gateway, 40);
    const { name } = PLAIN_ROUTE;
    expect(await gateway.counted(40)).toEqual({
      [requests('v1', name, 200)]: 30,
      [requests('v2', name, 200)]: 10,
    });
  });

  it('put delayed replies into the buckets of their times, as many as there were requests', async () => {
    const gateway = await start(serviceWith({ routes: ROUTES }), { share: 100 });
    backends.answer('v2', (request, response) => {
      const wait = Number(/\d+/.exec(request.url ?? '')?.[0]);
      setTimeout(() => response.end(), wait);
    });
    await Promise.all([0, 120, 120, 350, 700].map((wait) => gateway.ask(`/${wait}`)));
    await gateway.counted(5);
    const counts = await gateway.counts();
    const found = await durations(counts, 'v2', 'all');
    await counts.close();
    expect(found).toMatchObject({ '0.1': 1, '0.2': 3, '0.3': 3, '0.5': 4, '1': 5, '+Inf': 5 });
    expect(found['count']).toBe(5);
    // Timers of Node may fire a millisecond early, and a busy machine is late.
    expect(found['sum']).toBeGreaterThan(1.28);
    expect(found['sum']).toBeLessThan(2);
  });

  it('hold refused connections against V2, whoever answers then', async () => {
    const ports = { v2: await freePort() };
    const gateway = await start(serviceWith({ routes: ROUTES }), { share: 100, ports });
    await ask(gateway, 3);
    await ask(gateway, 2, '/alone');
    expect(await gateway.counted(5)).toEqual({
      [requests('v1', 'all', 200)]: 3,
      [requests('v2', 'alone', 502)]: 2,
      [failures('v2', 'all')]: 3,
      // Within the version NGINX tries its only address once.
      [failures('v2', 'alone')]: 2,
      'cutover_fallback_total{route="all"}': 3,
    });
  });

  it('hold timeouts and errors against V2, and their time not against V1', async () => {
    const gateway = await start(serviceWith({ routes: ROUTES }), { share: 100 });
    backends.answer('v2', () => undefined);
    await ask(gateway, 1);
    backends.answer('v2', (_, response) => response.writeHead(500).end());
    await ask(gateway, 1);
    backends.answer('v2', (request) => request.socket.destroy());
    await ask(gateway, 1);
    expect(await gateway.counted(3)).toEqual({
      [requests('v1', 'all', 200)]: 2,
      [requests('v2', 'all', 500)]: 1,
      [failures('v2', 'all')]: 3,
      'cutover_fallback_total{route="all"}': 2,
    });
    const counts = await gateway.counts();
    expect((await durations(counts, 'v1', 'all'))['0.5']).toBe(2);
    await counts.close();
  });

  it('hold against V2 every pod that refused before another one answered', async () => {
    const dead = await freePort();
    const gateway = await start(
      serviceWith({ gateway: { balancing: 'least_conn' }, routes: ROUTES }),
      { share: 100, pods: [dead, backends.port('v2')] },
    );
    await ask(gateway, 10);
    const found = await gateway.counted(10);
    expect(found[requests('v2', 'all', 200)]).toBe(10);
    // NGINX leaves the pod alone after three failures.
    expect(found[failures('v2', 'all')]).toBeGreaterThanOrEqual(1);
    expect(found[failures('v2', 'all')]).toBeLessThanOrEqual(6);
    expect(found).not.toHaveProperty('cutover_fallback_total{route="all"}');
  });

  it('count a client that left for the version, without blame, and with its time', async () => {
    const gateway = await start(serviceWith({ routes: [PLAIN_ROUTE] }), { share: 100 });
    backends.answer('v2', () => undefined);
    const controller = new AbortController();
    const asked = fetch(`http://127.0.0.1:${gateway.port}/`, { signal: controller.signal });
    await until('V2 has the request', () => backends.received.length === 1);
    await sleep(300);
    controller.abort();
    await expect(asked).rejects.toThrow('aborted');
    expect(await gateway.counted(1)).toEqual({ [requests('v2', PLAIN_ROUTE.name, 499)]: 1 });
    const counts = await gateway.counts();
    const found = await durations(counts, 'v2', PLAIN_ROUTE.name);
    await counts.close();
    expect(found).toMatchObject({ '0.2': 0, '1': 1 });
  });

  it('count what no version was asked for: no route, a malformed request, a refused method', async () => {
    const routes = [{ ...PLAIN_ROUTE, path: '/shop' }];
    const gateway = await start(serviceWith({ routes }), {});
    await ask(gateway, 1, '/');
    await ask(gateway, 1, '/shop/%2e%2e/');
    await gateway.ask('/shop', { method: 'TRACE' });
    await gateway.ask('/shop', { headers: { 'X-Long': 'a'.repeat(20_000) } });
    const found = await gateway.counted(4);
    expect(Object.keys(found).every((name) => name.includes('version="none"'))).toBe(true);
    expect(totalOf(found)).toBe(4);
  });

  it('go on over a reload and a new agent, and lose nothing', async () => {
    const service = serviceWith({ routes: ROUTES });
    const gateway = await start(service, { share: 50 });
    const first = await gateway.counts();
    first.start();
    await ask(gateway, 20);
    await gateway.change(service, { share: 100 });
    await ask(gateway, 20);
    await until('all are counted', async () => totalOf(samplesOf(await first.text())) === 40);
    await first.close();
    await ask(gateway, 20);
    const next = await gateway.counts();
    next.start();
    const found = await until('all are counted', async () => {
      const samples = samplesOf(await next.text());
      return totalOf(samples) === 60 ? samples : undefined;
    });
    expect(found).toEqual({ [requests('v1', 'all', 200)]: 10, [requests('v2', 'all', 200)]: 50 });
    // Own requests have their lines too: what NGINX says it took is what was read.
    await sleep(7_000);
    expect(samplesOf(await next.text())).toEqual(found);
    await next.close();
  });

  it('count all of very many requests, over changes of the log', async () => {
    const routes = [{ ...PLAIN_ROUTE, path: '/shop' }];
    const gateway = await start(serviceWith({ gateway: { workers: 2 }, routes }), {});
    const counts = await gateway.counts();
    counts.start();
    // Without a route no version is asked, which could not keep up.
    const load = new Load({
      url: `http://127.0.0.1:${gateway.port}/`,
      method: 'GET',
      connections: 8,
      requests: 200_000,
    });
    const { completed } = await load.start();
    const none = requests('none', 'none', 404);
    const found = await until('all are counted', async () => {
      const samples = samplesOf(await counts.text());
      return (samples[none] ?? 0) >= completed ? samples : undefined;
    });
    await counts.close();
    expect(completed).toBe(200_000);
    expect(found).toEqual({ [none]: completed });
    expect(gateway.logIsAside).toBe(true);
  }, 120_000);

  it('miss no request of a gateway that copies, limits, redirects and speaks TLS', async () => {
    const gateway = await start(
      serviceWith({
        gateway: {
          tls: { mode: 'secret', secret: 'cert', hosts: ['shop.test'] },
          rateLimit: { enabled: true, requests: 1, per: '1h', burst: 9 },
        },
        routes: [{ name: 'all', path: '/', fallback: 'safe', mirrorPercent: 100 }],
      }),
      { share: 50 },
    );
    const counts = await gateway.counts();
    counts.start();
    for (let n = 0; n < 15; n += 1) await gateway.ask('/', { https: true });
    await ask(gateway, 3);
    await gateway.plainToHttps('/');
    // Of the ten that are admitted the pattern of the split gives six to V2; it has the others as copies.
    await until('the copies have arrived', () => backends.received.length === 14);
    const client = connect(gateway.port, '127.0.0.1');
    client.end('GET / HTTP/1.1\r\nHost: shop.test\r\nX-Never');
    await once(client.resume(), 'close');
    // Long enough for every total of NGINX until now to be compared with its lines.
    await sleep(7_000);
    const found = samplesOf(await counts.text());
    await counts.close();
    expect(found).toEqual({
      [requests('v1', 'all', 200)]: 4,
      [requests('v2', 'all', 200)]: 6,
      [requests('none', 'all', 429)]: 5,
      [requests('none', 'none', 308)]: 3,
      [requests('none', 'none', 400)]: 2,
    });
  });

  it('say what was lost', async () => {
    const gateway = await start(serviceWith({ routes: [PLAIN_ROUTE] }), { share: 0 });
    await ask(gateway, 200);
    await gateway.counted(200);
    gateway.cutLog();
    await ask(gateway, 3);
    const counts = await gateway.counts();
    counts.start();
    const lost = 'cutover_uncounted_requests_total{}';
    const found = await until(
      'the loss is known',
      async () => {
        const samples = samplesOf(await counts.text());
        return (samples[lost] ?? 0) < 200 ? undefined : samples;
      },
      20_000,
    );
    await counts.close();
    expect(found[lost]).toBeLessThan(250);
    expect(found[requests('v1', 'all', 200)]).toBe(3);
  });
});
