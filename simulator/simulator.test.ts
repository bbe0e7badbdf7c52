import { Agent, request } from 'node:http';
import { readSettings } from './settings';
import { startSimulator, type Simulator } from './simulator';

let simulator: Simulator;
let crashes: number;

const settings = (environment: Record<string, string>) =>
  readSettings({
    PORT: '0',
    ADMIN_PORT: '0',
    DRAIN_MIN_SECONDS: '0',
    DRAIN_MAX_SECONDS: '2',
    ...environment,
  });

async function start(version: 'v1' | 'v2', more: Record<string, string> = {}): Promise<void> {
  simulator = await startSimulator(settings({ VERSION: version, ...more }), () => {
    crashes++;
  });
}

beforeEach(async () => {
  crashes = 0;
  await start('v2');
});

afterEach(() => {
  simulator.close();
});

const candidate = JSON.stringify({ candidate: { id: 'c-1' } });
const url = (path: string): string => `http://127.0.0.1:${simulator.port}${path}`;
const post = (path: string, body = candidate) => fetch(url(path), { method: 'POST', body });
const faults = (method: string, body?: object) =>
  fetch(`http://127.0.0.1:${simulator.adminPort}/faults`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });

test('every reply names the version', async () => {
  const replies = await Promise.all([
    post('/match'),
    post('/v2/match'),
    post('/match', '{'),
    fetch(url('/health')),
    fetch(url('/v2/health')),
    fetch(url('/metrics')),
    fetch(url('/nothing')),
    fetch(url('/match')),
  ]);
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 400, 200, 200, 200, 404, 405]);
  expect(new Set(replies.map(({ headers }) => headers.get('version')))).toEqual(new Set(['v2']));
});

test('only V2 has the health path of V2', async () => {
  simulator.close();
  await start('v1');
  expect((await fetch(url('/health'))).status).toBe(200);
  expect((await fetch(url('/v2/health'))).status).toBe(404);
});

test('counts requests by route and code, and tells the business figures', async () => {
  await post('/v2/match');
  await post('/v2/match');
  await faults('PUT', { errorRate: 1 });
  await post('/match');
  const text = await (await fetch(url('/metrics'))).text();
  const lines = text.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'supersmartmatch_requests_total{route="/v2/match",code="200",version="v2"} 2',
      'supersmartmatch_requests_total{route="/match",code="500",version="v2"} 1',
      'supersmartmatch_request_duration_seconds_count{version="v2",route="/v2/match"} 2',
      'supersmartmatch_matches_total{algorithm="enhanced_match",version="v2"} 2',
      'supersmartmatch_cache_hits_total{version="v2"} 1',
      'supersmartmatch_precision{version="v2"} 0.95',
      'supersmartmatch_user_satisfaction{version="v2"} 0.96',
      'supersmartmatch_conversion_rate{version="v2"} 0.25',
      'supersmartmatch_roi_euros_per_match{version="v2"} 0.964',
      'supersmartmatch_queue_depth{version="v2"} 0',
    ]),
  );
});

test('tells other business figures on demand, until the faults are ended', async () => {
  const figures = async (): Promise<(string | undefined)[]> => {
    const text = await (await fetch(url('/metrics'))).text();
    return ['user_satisfaction', 'conversion_rate', 'roi_euros_per_match', 'queue_depth'].map(
      (name) => new RegExp(`^supersmartmatch_${name}\\{version="v2"\\} (.*)$`, 'm').exec(text)?.[1],
    );
  };
  await faults('PUT', { satisfaction: 0.5, conversion: 0, roiPerMatch: -1.5, queueDepth: 120 });
  expect(await figures()).toEqual(['0.5', '0', '-1.5', '120']);
  await faults('DELETE');
  expect(await figures()).toEqual(['0.96', '0.25', '0.964', '0']);
});

test('V2 asks Nexten, and does without it while it is away', async () => {
  simulator.close();
  const nexten = await startSimulator(settings({ SERVICE: 'nexten' }), () => undefined);
  await start('v2', { NEXTEN_URL: `http://127.0.0.1:${nexten.port}` });
  const detailed = JSON.stringify({
    candidate: { questionnaire_completeness: 0.8, skills_count: 6 },
  });
  const algorithm = async (): Promise<unknown> => {
    const reply = (await (await post('/v2/match', detailed)).json()) as Record<string, unknown>;
    return reply['algorithm_used'];
  };
  await fetch(`http://127.0.0.1:${nexten.adminPort}/faults`, {
    method: 'PUT',
    body: '{"errorRate":1}',
  });
  expect(await algorithm()).toBe('enhanced_match');
  await fetch(`http://127.0.0.1:${nexten.adminPort}/faults`, { method: 'DELETE' });
  expect(await algorithm()).toBe('nexten_matcher');
  const asked = await (await fetch(`http://127.0.0.1:${nexten.port}/metrics`)).text();
  expect(asked).toContain('nexten_requests_total{route="/match",code="200",version="v1"} 1');
  // The answer of Nexten is kept, that without it is not.
  nexten.close();
  expect(await algorithm()).toBe('nexten_matcher');
});

test('plays Mapping DSL, with metrics of its own and the same faults', async () => {
  simulator.close();
  await start('v2', { SERVICE: 'mapping-dsl' });
  const mapping = JSON.stringify({ mapping: { rules: [{ target: 'a', from: '$.b[0]' }] } });
  const reply = await post('/api/v1/mappings/validate', mapping);
  expect(await reply.json()).toEqual({ valid: true, dsl: 'v2', errors: [] });
  await faults('PUT', { errorRate: 1 });
  expect((await post('/api/v1/mappings/validate', mapping)).status).toBe(500);
  expect((await post('/match')).status).toBe(404);
  const metrics = await (await fetch(url('/metrics'))).text();
  expect(metrics).toContain(
    'mapping_dsl_requests_total{route="/api/v1/mappings/validate",code="500",version="v2"} 1',
  );
  expect(metrics).toContain('mapping_dsl_user_satisfaction{version="v2"} 0.94');
});

test('shows faults until they are ended', async () => {
  await faults('PUT', { errorRate: 1 });
  expect((await post('/match')).status).toBe(500);
  await faults('DELETE');
  expect((await post('/match')).status).toBe(200);
});

test('PUT replaces all faults, GET shows them', async () => {
  await faults('PUT', { errorRate: 1 });
  await faults('PUT', { wrongBody: true, precision: 0.7 });
  expect(await (await faults('GET')).json()).toMatchObject({
    errorRate: 0,
    wrongBody: true,
    precision: 0.7,
  });
  const reply = await post('/match');
  expect([reply.status, await reply.text()]).toEqual([200, '{"unexpected":true}']);
  const metrics = await (await fetch(url('/metrics'))).text();
  expect(metrics).toContain('supersmartmatch_precision{version="v2"} 0.7');
});

test('refuses faults that are none and keeps those in force', async () => {
  await faults('PUT', { errorRate: 1 });
  const refused = await faults('PUT', { errorRate: 2 });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    problems: ["'errorRate' (2) must be a number from 0 to 1; correct it"],
  });
  expect((await post('/match')).status).toBe(500);
});

test('is not ready on demand, and goes on answering', async () => {
  await faults('PUT', { notReady: true });
  expect((await fetch(url('/health'))).status).toBe(503);
  expect((await post('/match')).status).toBe(200);
});

test('adds latency', async () => {
  await faults('PUT', { addedLatencyMs: 40 });
  const started = performance.now();
  await post('/match');
  // A timer may fire up to a millisecond early by this clock.
  expect(performance.now() - started).toBeGreaterThan(38);
});

test('a hanging request gets no reply', async () => {
  await faults('PUT', { hangRate: 1 });
  const signal = AbortSignal.timeout(100);
  const hanging = fetch(url('/match'), { method: 'POST', body: candidate, signal });
  await expect(hanging).rejects.toThrow('aborted due to timeout');
});

test('crashes on the next request, or after the reply that asked for it', async () => {
  await faults('PUT', { crash: 'onNextRequest' });
  expect(crashes).toBe(0);
  const signal = AbortSignal.timeout(100);
  await fetch(url('/match'), { method: 'POST', body: candidate, signal }).catch(() => undefined);
  expect(crashes).toBe(1);
  expect((await faults('PUT', { crash: 'now' })).status).toBe(200);
  expect(crashes).toBe(2);
});

test('refuses a body that is too long', async () => {
  expect((await post('/match', 'x'.repeat(65_537))).status).toBe(413);
});

test('keeps connections longer than any gateway does', async () => {
  const reply = await post('/match');
  expect(reply.headers.get('keep-alive')).toBe('timeout=120');
});

test('drains: finishes what is under way, closes each connection by its reply, then is gone', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const over = (): Promise<{ status: number | undefined; connection: string | undefined }> =>
    new Promise((resolve, reject) => {
      const sent = request(url('/match'), { agent, method: 'POST' }, (reply) => {
        reply.resume();
        reply.on('end', () => {
          resolve({ status: reply.statusCode, connection: reply.headers.connection });
        });
      });
      sent.on('error', reject);
      sent.end(candidate);
    });
  expect(await over()).toEqual({ status: 200, connection: 'keep-alive' });
  await faults('PUT', { addedLatencyMs: 50 });
  const underWay = over();
  const drained = simulator.drain();
  expect(await underWay).toEqual({ status: 200, connection: 'close' });
  await drained;
  await expect(over()).rejects.toThrow('ECONNREFUSED');
  agent.destroy();
});
