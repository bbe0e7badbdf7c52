import { until } from '../../local/stack/until';
import { gatewayPerTest } from '../support/gateway/gateway-per-test';
import { GatewayUnderTest, type Situation } from '../support/gateway/gateway-under-test';
import { PLAIN_ROUTE, serviceWith, type ServiceChanges } from '../support/gateway/services';

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "frame-ancestors 'none'",
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

describe('the replies of a gateway', () => {
  const { backends, start: startWith } = gatewayPerTest();

  function start(changes: ServiceChanges, situation: Situation = {}): Promise<GatewayUnderTest> {
    return startWith(serviceWith({ routes: [PLAIN_ROUTE], ...changes }), situation);
  }

  it('have the security headers, errors of the gateway and of a version included', async () => {
    const plain = await start({});
    backends.answer('v1', (request, response) => {
      response.writeHead(request.url === '/failed' ? 500 : 200).end('v1');
    });
    for (const [path, status] of [
      ['/', 200],
      ['/failed', 500],
      ['/..%2f', 400],
    ] as const) {
      const answer = await plain.ask(path);
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject(SECURITY_HEADERS);
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
      expect(answer.headers.server).toBe('nginx');
      expect(answer.headers).not.toHaveProperty('strict-transport-security');
    }
  });

  it('leave to a version what it knows better, once', async () => {
    const plain = await start({});
    backends.answer('v1', (_, response) => {
      response.setHeader('Content-Security-Policy', "default-src 'self'");
      response.setHeader('X-Content-Type-Options', 'none');
      response.setHeader('Strict-Transport-Security', 'max-age=1');
      response.end();
    });
    const { headers } = await plain.ask('/');
    expect(headers['content-security-policy']).toBe("default-src 'self'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  it('have the headers of the service file as they stand there, and lose those that are empty', async () => {
    const text = 'a$b ${c} "d" \\e {f}; \'g\' $cutover_route #';
    const headers = { 'x-frame-options': '', 'X-Own': text, 'Referrer-Policy': 'origin' };
    const own = await start({ gateway: { headers } });
    backends.answer('v1', (_, response) => {
      response.setHeader('X-Frame-Options', 'SAMEORIGIN');
      response.setHeader('X-Own', 'not this');
      response.end();
    });
    const { headers: got } = await own.ask('/');
    expect(got).not.toHaveProperty('x-frame-options');
    expect(got['x-own']).toBe(text);
    expect(got['referrer-policy']).toBe('origin');
    expect(got['x-content-type-options']).toBe('nosniff');
  });

  it('say that V1 is deprecated, whatever route it answers on, and only then', async () => {
    const finalise = {
      deprecated: '2026-11-01',
      sunset: '2027-01-31',
      link: 'https://shop.test/v1?a=$b',
    };
    const routes = [PLAIN_ROUTE, { name: 'old', path: '/old', to: 'v1' }];
    const deprecated = await start({ finalise, routes }, { share: 100, v1State: 'deprecated' });
    backends.answer('v1', (_, response) => {
      response.setHeader('Sunset', 'not this');
      response.setHeader('Link', '</a>; rel="next"');
      response.end('v1');
    });
    const old = await deprecated.ask('/old');
    expect(old.body).toBe('v1');
    expect(old.headers).toMatchObject({
      deprecation: '@1793491200',
      sunset: 'Sun, 31 Jan 2027 00:00:00 GMT',
      link:
        '</a>; rel="next", <https://shop.test/v1?a=$b>; rel="deprecation", ' +
        '<https://shop.test/v1?a=$b>; rel="sunset"',
    });
    for (const path of ['/', '/.cutover/health']) {
      const { headers } = await deprecated.ask(path);
      expect(headers).not.toHaveProperty('deprecation');
      expect(headers).not.toHaveProperty('sunset');
      expect(headers).not.toHaveProperty('link');
    }
  });

  it('are logged by what they were, not by whose', async () => {
    const forcedVersion = { clients: ['127.0.0.1/32'] };
    const routes = [{ name: 'match', path: '/match' }];
    const logged = await start(
      { routes, gateway: { accessLog: true, forcedVersion } },
      { share: 100 },
    );
    const headers = { 'User-Agent': 'secret-agent', Cookie: 'secret-cookie=1' };
    const asked = { method: 'POST', body: 'secret-body', headers };
    const answer = await logged.ask('/match/secret-path?secret-query=1', asked);
    await logged.ask('/secret-path', {
      headers: { ...headers, 'X-Cutover-Version': 'v1' },
    });
    await logged.ask('/match//secret-path', { headers });
    const [first, second, third] = await until('the lines are written', () =>
      logged.lines.length >= 3 ? logged.lines : undefined,
    );
    expect(logged.lines).toHaveLength(3);
    expect(JSON.parse(first ?? '')).toEqual({
      service: 'shop',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) as string,
      requestId: answer.headers['x-request-id'],
      route: 'match',
      version: 'v2',
      forced: '',
      fallback: false,
      method: 'POST',
      status: 200,
      seconds: expect.any(Number) as number,
      versionSeconds: expect.stringMatching(/^[\d.]+$/) as string,
      bytesReceived: expect.any(Number) as number,
      bytesSent: expect.any(Number) as number,
      tls: '',
    });
    expect(JSON.parse(second ?? '')).toMatchObject({ route: '', version: '', status: 404 });
    expect(JSON.parse(third ?? '')).toMatchObject({ route: 'match', version: '', status: 400 });
    expect(logged.lines.join()).not.toMatch(/secret|127\.0\.0/);
  });

  it('say when a client may come back, and nothing of it is passed on', async () => {
    const rateLimit = { enabled: true, requests: 1, per: '1h', burst: 1, exempt: ['127.0.0.9/32'] };
    const routes = [PLAIN_ROUTE, { name: 'free', path: '/free', rateLimit: false }];
    const limited = await start({ gateway: { rateLimit }, routes });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await limited.ask('/')).status);
    const refused = await limited.ask('/');
    expect([...statuses, refused.status].filter((status) => status === 200).length).toBeLessThan(4);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers).toMatchObject({
      ...SECURITY_HEADERS,
      'content-type': 'application/json',
    });
    const before = backends.received.length;
    await limited.ask('/');
    expect(backends.received).toHaveLength(before);
    expect((await limited.ask('/free')).status).toBe(200);
    expect((await limited.ask('/', { from: '127.0.0.9' })).status).toBe(200);
  });

  it('ask for a token where a route needs one', async () => {
    const jwt = { issuer: 'https://id.test', audience: 'shop', jwks: { secret: 'keys' } };
    const routes = [PLAIN_ROUTE, { name: 'mine', path: '/mine', jwt: true, fallback: 'none' }];
    const guarded = await start({ gateway: { jwt }, routes });
    const refused = await guarded.ask('/mine');
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toBe('Bearer realm="shop"');
    expect(refused.headers).toMatchObject(SECURITY_HEADERS);
    expect(backends.received).toEqual([]);
    expect((await guarded.ask('/')).status).toBe(200);
  });

  it('do not count a refused request for a version', async () => {
    const exempt = '127.0.0.9';
    const rateLimit = { enabled: true, requests: 1, per: '1h', burst: 9, exempt: [`${exempt}/32`] };
    const routes = [{ name: 'all', path: '/' }];
    const limited = await start({ gateway: { rateLimit, accessLog: true }, routes }, { share: 50 });
    for (let n = 0; n < 30; n += 1) await limited.ask('/');
    const admitted = backends.received.length;
    for (let n = admitted; n < 100; n += 1) await limited.ask('/', { from: exempt });
    expect(admitted).toBeLessThan(20);
    expect(await limited.counted(30 + 100 - admitted)).toEqual({
      'cutover_requests_total{version="none",route="all",code="429"}': 30 - admitted,
      'cutover_requests_total{version="v1",route="all",code="200"}': 50,
      'cutover_requests_total{version="v2",route="all",code="200"}': 50,
    });
  });

  describe('over TLS', () => {
    const tls = { mode: 'secret', secret: 'cert', hosts: ['shop.test', '*.shop.test'], port: 8443 };

    it('are TLS 1.3 alone, with HSTS', async () => {
      const secure = await start({ gateway: { tls } });
      const answer = await secure.ask('/', { https: true });
      expect(answer).toMatchObject({ status: 200, body: 'v1', headers: SECURITY_HEADERS });
      expect(answer.headers['strict-transport-security']).toBe(
        'max-age=31536000; includeSubDomains',
      );
      expect(backends.received[0]?.headers['x-forwarded-proto']).toBe('https');
      await expect(
        secure.ask('/', { https: true, tls: { maxVersion: 'TLSv1.2' } }),
      ).rejects.toThrow('EPROTO');
    });

    it('send on what comes over HTTP, with its method, to names of the certificate only', async () => {
      const secure = await start({ gateway: { tls } });
      const locations: unknown[] = [];
      for (const host of ['shop.test', 'a.shop.test', 'evil.test']) {
        const headers = { Host: host };
        const answer = await secure.ask('/a%20b?c=%2F', { method: 'POST', body: 'x', headers });
        expect(answer.status).toBe(308);
        expect(answer.headers).not.toHaveProperty('strict-transport-security');
        locations.push(answer.headers.location);
      }
      expect(locations).toEqual([
        'https://shop.test:8443/a%20b?c=%2F',
        'https://a.shop.test:8443/a%20b?c=%2F',
        'https://shop.test:8443/a%20b?c=%2F',
      ]);
      expect(backends.received).toEqual([]);
      expect((await secure.ask('/.cutover/health')).status).toBe(200);
    });

    it('are errors of the gateway where HTTP comes to the port for HTTPS', async () => {
      const secure = await start({ gateway: { tls: { ...tls, hsts: { maxAge: '0' } } } });
      const answer = await secure.ask('/', { https: true });
      expect(answer.headers).not.toHaveProperty('strict-transport-security');
      const { status, body } = await secure.plainToHttps('/');
      expect([status, JSON.parse(body)]).toMatchObject([
        400,
        { error: 'the request is malformed', status: 400 },
      ]);
    });
  });
});
