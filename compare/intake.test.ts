import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../kube/listen';
import { until } from '../local/stack/until';
import { compareSettingsSchema } from '../model/compare-settings';
import { Comparator } from './comparator';
import { Examples } from './examples';
import { serveIntake } from './intake';
import { compareMetrics } from './metrics';
import { Pace } from './pace';
import { versionAt } from './version';

interface Heard {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A version on loopback that keeps what it heard. */
async function listening(body: string) {
  const heard: Heard[] = [];
  const server = createServer((message, response) => {
    const { method, url, headers } = message;
    void text(message).then((sent) => {
      heard.push({ line: `${method ?? ''} ${url ?? ''}`, headers, body: sent });
      response.setHeader('content-type', 'application/json');
      response.end(body);
    });
  });
  return { server, heard, port: await listen(server, 0) };
}

describe('a copy of a request', () => {
  const servers: Server[] = [];
  const metrics = compareMetrics('shop', ['match']);

  afterAll(() => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  });

  it('is answered at once, and reaches both versions as the client sent it', async () => {
    const [one, other] = await Promise.all([listening('{"a":1}'), listening('{"a":2}')]);
    const at = (port: number) => ({ host: '127.0.0.1', port });
    const settings = compareSettingsSchema.parse({
      service: 'shop',
      versions: { v1: at(one.port), v2: at(other.port) },
      requestsPerSecond: 100,
      timeoutSeconds: 5,
      routes: {
        match: {
          safe: true,
          ignore: [],
          tolerances: {},
          unordered: [],
          headers: [],
          additions: 'allow',
        },
      },
    });
    const [v1, v2] = [
      versionAt(settings.versions.v1, 5_000),
      versionAt(settings.versions.v2, 5_000),
    ];
    const examples = new Examples();
    const comparator = new Comparator({
      ...{ settings, v1, v2, metrics, examples },
      pace: new Pace(100, 0),
      now: () => performance.now(),
      date: () => new Date(),
    });
    const intake = await serveIntake(comparator, metrics, 0);
    servers.push(one.server, other.server, intake.server);

    const reply = await fetch(`http://127.0.0.1:${intake.port}/match?q=1`, {
      method: 'POST',
      headers: { 'X-Cutover-Route': 'match', Authorization: 'Bearer abc', 'X-Trace': 't' },
      body: '{"candidate":{}}',
    });
    expect(reply.status).toBe(202);
    await until('the difference is known', () => examples.list().length > 0);
    expect(examples.list()[0]?.mismatches).toEqual([{ field: 'a', v1: 'number', v2: 'number' }]);
    for (const { heard } of [one, other]) {
      expect(heard[0]).toMatchObject({
        line: 'POST /match?q=1',
        body: '{"candidate":{}}',
        headers: { authorization: 'Bearer abc', 'x-trace': 't', 'x-cutover-mirror': '1' },
      });
      expect(Object.keys(heard[0]?.headers ?? {})).not.toContain('x-cutover-route');
    }
    v1.close();
    v2.close();

    const large = await fetch(`http://127.0.0.1:${intake.port}/match`, {
      method: 'POST',
      body: 'x'.repeat(1_024 * 1_024 + 1),
    });
    expect(large.status).toBe(202);
    expect(await metrics.text()).toContain(
      'cutover_compat_dropped_total{service="shop",reason="too-large"} 1',
    );
  });

  it('gets no answer from a version that refuses, breaks off or takes too long', async () => {
    const silent = createServer(() => undefined);
    const cut = createServer((message) => message.socket.destroy());
    const ports = await Promise.all([silent, cut].map((server) => listen(server, 0)));
    servers.push(silent, cut);
    const copied = { route: 'match', method: 'GET', path: '/', headers: {}, body: Buffer.alloc(0) };
    for (const port of [...ports, 1]) {
      const version = versionAt({ host: '127.0.0.1', port }, 200);
      expect(await version.ask(copied)).toBeUndefined();
      version.close();
    }
  });
});
