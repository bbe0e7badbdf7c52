import { createSign, generateKeyPairSync } from 'node:crypto';
import type { Report } from '../../gateway/counters';
import { clientKey } from '../../gateway/admission';
import type { ScriptSettings } from '../../model/gateway/script-settings';
import { until } from '../../local/stack/until';
import { Backends } from '../support/agent/backends';
import type { Answer } from '../support/gateway/http';
import { ScriptNginx } from '../support/script/nginx';
import { freePort } from '../support/free-port';

/** 100 requests a second. */
const PACE = { requests: 6_000, perSeconds: 60, burst: 50 };
const settings: ScriptSettings = {
  service: 'shop',
  rateLimit: { ...PACE, shared: true },
  jwt: { issuer: 'https://id', audience: 'shop', leewaySeconds: 30 },
};

describe('the gateway script in a real NGINX', () => {
  const backends = new Backends();
  let nginx: ScriptNginx;

  beforeAll(() => backends.start());
  afterAll(() => {
    backends.stop();
  });
  beforeEach(async () => {
    nginx = new ScriptNginx(await freePort(), backends);
  });
  afterEach(() => nginx.stop());

  const limited = (client = 'a') => nginx.ask('/limited', { headers: { 'x-client': client } });
  const counters = async () => JSON.parse((await nginx.internal('/counters')).body) as Report;

  /** Asks from 8 connections until `end` says so. @returns all answers' statuses. */
  async function flood(end: () => boolean, ask: () => Promise<Answer>): Promise<number[]> {
    const statuses: number[] = [];
    const connections = Array.from({ length: 8 }, async () => {
      while (!end()) statuses.push((await ask()).status);
    });
    await Promise.all(connections);
    return statuses;
  }

  it('splits exactly, whatever worker serves, and goes on so after a reload', async () => {
    await nginx.start(settings, { share: 10 });
    const split = async (count: number) => {
      const bodies: string[] = [];
      let left = count;
      const connections = Array.from({ length: 8 }, async () => {
        while (left > 0) {
          left -= 1;
          bodies.push((await nginx.ask('/free')).body);
        }
      });
      await Promise.all(connections);
      return bodies.filter((body) => body === 'v2').length;
    };
    expect(await split(500)).toBe(50);
    await nginx.reload({ share: 37 });
    expect(await split(300)).toBe(111);
  });

  it('admits rate x time + burst of a client within 2 %, over all workers', async () => {
    await nginx.start(settings);
    await nginx.ask('/free');
    const before = Date.now();
    let first = 0;
    let last = 0;
    const statuses = await flood(
      () => Date.now() - before > 6_000,
      async () => {
        last = Date.now();
        const answer = await limited();
        first ||= Date.now();
        return answer;
      },
    );
    const after = Date.now();
    const admitted = statuses.filter((status) => status === 200).length;
    const allowed = (ms: number) => (ms * PACE.requests) / (PACE.perSeconds * 1_000) + PACE.burst;
    // The time that NGINX saw lies between these two; one request more is the one that opens the burst.
    expect(admitted).toBeLessThanOrEqual((allowed(after - before) + 1) * 1.02);
    expect(admitted).toBeGreaterThanOrEqual(allowed(last - first) * 0.98);
    expect(statuses.filter((status) => status === 429)).toHaveLength(statuses.length - admitted);
    expect((await limited('another')).status).toBe(200);
  });

  it('tells a refused client when to come again, and whoever has no key is not limited', async () => {
    const slow = { requests: 6, perSeconds: 60, burst: 0, shared: false };
    await nginx.start({ service: 'shop', rateLimit: slow });
    expect((await limited()).status).toBe(200);
    const refused = await limited();
    expect(refused.status).toBe(429);
    expect(refused.headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'retry-after': expect.stringMatching(/^(9|10)$/) as string,
    });
    expect(JSON.parse(refused.body)).toEqual({
      error: 'too many requests',
      retryAfterSeconds: Number(refused.headers['retry-after']),
    });
    for (let n = 0; n < 5; n += 1) {
      expect((await nginx.ask('/limited')).status).toBe(200);
      expect((await nginx.ask('/free', { headers: { 'x-client': 'a' } })).status).toBe(200);
    }
  });

  it('keeps those who used most when invented clients fill its memory', async () => {
    const slow = { requests: 1_000, perSeconds: 3_600, burst: 20, shared: true };
    await nginx.start({ service: 'shop', rateLimit: slow }, { levelsSize: '64k' });
    const asked = await Promise.all(Array.from({ length: 21 }, () => limited()));
    expect(asked.every(({ status }) => status === 200)).toBe(true);
    let client = 0;
    const statuses = await flood(
      () => client >= 3_000,
      () => limited(`invented ${(client += 1)}`),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect((await limited()).status).toBe(429);
    expect(await counters()).toMatchObject({ unlimited: 0 });
  });

  it('tells what clients used once, under hashes, and charges what is told', async () => {
    await nginx.start(settings);
    for (let n = 0; n < 5; n += 1) await limited();
    const key = clientKey('shop', 'a');
    const drain = async () => JSON.parse((await nginx.internal('/limits')).body) as unknown;
    expect(await drain()).toEqual({ [key]: 5 });
    expect(await drain()).toEqual({});
    const body = JSON.stringify({ [key]: 5_000 });
    expect((await nginx.internal('/limits', { method: 'POST', body })).status).toBe(200);
    const refused = await limited();
    expect(refused.status).toBe(429);
    // 5,000 requests are 50 s of this client's time, of which it may be 0.5 s ahead.
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(40);
    expect((await limited('b')).status).toBe(200);
  });

  it('refuses what no other gateway pod would send', async () => {
    await nginx.start(settings);
    const post = async (body: string) =>
      (await nginx.internal('/limits', { method: 'POST', body })).status;
    expect(await post('{"192.0.2.1":1}')).toBe(400);
    expect(await post('')).toBe(400);
    expect(await post('x'.repeat(300_000))).toBe(413);
    expect((await nginx.internal('/limits', { method: 'PUT' })).status).toBe(405);
    expect((await nginx.internal('/other')).status).toBe(404);
  });

  it('runs under QuickJS as well', async () => {
    const slow = { requests: 60, perSeconds: 60, burst: 9, shared: true };
    nginx.write('jwks.json', '{"keys":[]}');
    const variations = { engine: 'qjs', share: 30, jwks: '/run/cutover/jwks.json' } as const;
    await nginx.start({ ...settings, rateLimit: slow }, variations);
    const statuses = await Promise.all(Array.from({ length: 30 }, () => limited()));
    expect(statuses.filter(({ status }) => status === 200).length).toBeLessThan(15);
    expect(statuses.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(10);
    const bodies = await Promise.all(Array.from({ length: 100 }, () => nginx.ask('/free')));
    expect(bodies.filter(({ body }) => body === 'v2')).toHaveLength(30);
    const authorization = 'Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln';
    const answer = await nginx.ask('/guarded', { headers: { authorization } });
    expect([answer.status, answer.body]).toEqual([401, '{"error":"no key for this token"}\n']);
  });

  it('checks tokens, takes up other keys with a reload, and writes no token anywhere', async () => {
    const [old, next] = [1, 2].map(() => generateKeyPairSync('rsa', { modulusLength: 2_048 }));
    if (!old || !next) throw new Error('no keys');
    const jwk = (pair: typeof old, kid: string) => ({
      ...pair.publicKey.export({ format: 'jwk' }),
      kid,
    });
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = (pair: typeof old, kid: string, lifetime = 300) => {
      const exp = Math.floor(Date.now() / 1_000) + lifetime;
      const claims = { iss: 'https://id', aud: 'shop', exp };
      const signed = `${encode({ alg: 'RS256', kid })}.${encode(claims)}`;
      const sign = createSign('sha256').update(signed);
      return `${signed}.${sign.sign(pair.privateKey).toString('base64url')}`;
    };
    const ask = (text?: string) =>
      nginx.ask('/guarded', { headers: text === undefined ? {} : { authorization: text } });
    const statuses = async (...texts: string[]) =>
      Promise.all(texts.map(async (text) => (await ask(`Bearer ${text}`)).status));

    nginx.write('jwks-1.json', JSON.stringify({ keys: [jwk(old, 'old')] }));
    await nginx.start(settings, { jwks: '/run/cutover/jwks-1.json' });
    const [fromOld, fromNext] = [token(old, 'old'), token(next, 'next')];
    // Every worker takes the key in for itself.
    for (let n = 0; n < 5; n += 1) {
      expect(await statuses(fromOld, fromNext, token(old, 'old', -60))).toEqual([200, 401, 401]);
    }
    // A token that is known ends in its own time; the leeway is 30 s.
    const ending = token(old, 'old', -27);
    expect(await statuses(ending, ending)).toEqual([200, 200]);
    await until('it has ended', async () => (await statuses(ending))[0] === 401);
    const none = await ask();
    expect([none.status, none.headers['www-authenticate']]).toEqual([401, 'Bearer realm="shop"']);
    const forged = await ask(`Bearer ${fromOld.slice(0, -4)}AAAA`);
    expect(forged.headers['www-authenticate']).toBe(
      'Bearer realm="shop", error="invalid_token", error_description="the signature is wrong"',
    );

    const both = { keys: [jwk(old, 'old'), jwk(next, 'next')] };
    nginx.write('jwks-2.json', JSON.stringify(both));
    await nginx.reload({ jwks: '/run/cutover/jwks-2.json' });
    expect(await statuses(fromOld, fromNext)).toEqual([200, 200]);
    nginx.write('jwks-3.json', JSON.stringify({ keys: [jwk(next, 'next')] }));
    await nginx.reload({ jwks: '/run/cutover/jwks-3.json' });
    expect(await statuses(fromOld, fromNext)).toEqual([401, 200]);

    await nginx.reload({ jwks: '/run/cutover/missing.json' });
    expect(await statuses(fromNext)).toEqual([500]);
    await until('the error is logged', () => nginx.errors.includes('/missing.json cannot be read'));
    const written = nginx.errors + nginx.accessLog;
    for (const text of [fromOld, fromNext]) {
      expect(text.split('.').filter((part) => written.includes(part))).toEqual([]);
    }
  });
});
