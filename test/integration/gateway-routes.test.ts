import { GatewayUnderTest } from '../support/gateway/gateway-under-test';
import { sendRaw, statusesOf } from '../support/gateway/raw';
import { RecordingBackends } from '../support/gateway/recording-backends';
import { serviceWith } from '../support/gateway/services';

const PLAIN = { fallback: 'none' } as const;

/** The routes of Mapping DSL, and some beside them; the share is 100, so that V1 answers only what is pinned. */
const SERVICE = serviceWith({
  gateway: {
    limits: { bodyKiB: 2 },
    forcedVersion: { clients: ['127.0.0.1/32'] },
    trustedProxies: ['127.0.0.3/32'],
  },
  routes: [
    { name: 'validate', path: '/api/v1/mappings/validate', match: 'exact', ...PLAIN },
    { name: 'validate-v1', path: '/api/v1/mappings/validate/v1', match: 'exact', to: 'v1' },
    { name: 'files', path: '/files/', to: 'v1', bodyKiB: 4 },
    { name: 'files-new', path: '/files/new/', to: 'v2' },
    { name: 'default', path: '/+(x)', to: 'v1' },
    { name: 'caf', path: '/caf', ...PLAIN },
  ],
});

describe('the routes of a gateway', () => {
  const backends = new RecordingBackends();
  const gateway = new GatewayUnderTest(backends);

  beforeAll(async () => {
    await backends.start();
    await gateway.start(SERVICE, { share: 100 });
  });
  beforeEach(() => {
    backends.reset();
  });
  afterAll(async () => {
    await gateway.stop();
    backends.stop();
  });

  it.each([
    ['/api/v1/mappings/validate', 'v2'],
    ['/api/v1/mappings/validate?to=/v1', 'v2'],
    ['/api/v1/mappings/validate/v1', 'v1'],
    ['/api/v1/mappings/validate/v1?x=1', 'v1'],
    ['/files/a', 'v1'],
    ['/files/new/a', 'v2'],
    ['/files/new', 'v2'],
    ['/%2B(x)', 'v1'],
    ['/caf%C3%A9', 'v2'],
  ])('pass %s to %s', async (path, version) => {
    const { status, body } = await gateway.ask(path);
    expect({ status, body }).toEqual({ status: 200, body: version });
    expect(backends.received).toMatchObject([{ version, url: path }]);
  });

  it.each([
    '/API/v1/Mappings/Validate/V1',
    '/api/v1/mappings/validate/v1/',
    '/Files/a',
    '/files',
    '/FILES',
  ])('take %s for the pinned route that a version may read in it', async (path) => {
    expect((await gateway.ask(path)).body).toBe('v1');
  });

  it.each(['/', '/api/v1/mappings', '/api/v1/mappings/validate/v2', '/x', '/.cutover/error'])(
    'answer 404 to %s, which none takes',
    async (path) => {
      const { status, body, headers } = await gateway.ask(path);
      expect(status).toBe(404);
      expect(headers['content-type']).toBe('application/json');
      expect(JSON.parse(body)).toEqual({
        error: 'no such route',
        status: 404,
        requestId: headers['x-request-id'],
      });
      expect(backends.received).toEqual([]);
    },
  );

  it('have bodies of their own size', async () => {
    const body = 'a'.repeat(3 * 1_024);
    const post = { method: 'POST', body };
    expect((await gateway.ask('/files/a', post)).status).toBe(200);
    expect((await gateway.ask('/caf', post)).status).toBe(413);
    expect(backends.received).toMatchObject([{ version: 'v1', body }]);
  });

  it('pass on what a client sends, but for what only a gateway may say', async () => {
    const spoofed = {
      'X-Forwarded-For': '10.1.2.3',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'evil.test',
      'X-Forwarded-Prefix': '/admin',
      'X-Real-IP': '10.1.2.3',
      Forwarded: 'for=10.1.2.3',
      'X-Original-URL': '/admin',
      'X-Rewrite-URL': '/admin',
      'X-Request-ID': 'mine',
      Proxy: 'http://evil.test',
      TE: 'trailers',
      Connection: 'Upgrade, HTTP2-Settings, X-Kept',
      Upgrade: 'websocket',
      'HTTP2-Settings': 'AAMAAABkAAQAAP__',
      'Keep-Alive': 'timeout=5',
      X_Forwarded_For: '10.1.2.3',
    };
    const { headers } = await gateway.ask('/caf', {
      headers: { Host: 'shop.test:8443', Cookie: 'a=1', 'X-Kept': 'yes', ...spoofed },
    });
    expect(backends.received[0]?.headers).toEqual({
      host: 'shop.test:8443',
      cookie: 'a=1',
      'x-kept': 'yes',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'shop.test:8443',
      'x-forwarded-proto': 'http',
      'x-real-ip': '127.0.0.1',
      'x-request-id': headers['x-request-id'],
    });
  });

  it('take the address and the protocol of a client from a trusted proxy, up to the first invented part', async () => {
    const headers = {
      'X-Forwarded-For': '10.1.2.3, 192.0.2.7, 127.0.0.3',
      'X-Forwarded-Proto': 'https',
    };
    await gateway.ask('/caf', { from: '127.0.0.3', headers });
    expect(backends.received[0]?.headers).toMatchObject({
      'x-forwarded-for': '192.0.2.7',
      'x-real-ip': '192.0.2.7',
      'x-forwarded-proto': 'https',
    });
  });

  it('say the host of an absolute address, not the one of the header', async () => {
    const text =
      'GET http://shop.test/caf HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n';
    expect(statusesOf(await sendRaw(gateway.port, { parts: [text], waits: true }))).toEqual([200]);
    expect(backends.received).toMatchObject([
      { url: '/caf', headers: { host: 'shop.test', 'x-forwarded-host': 'shop.test' } },
    ]);
  });

  it('say the name of the service where HTTP/1.0 names no host', async () => {
    await sendRaw(gateway.port, {
      parts: ['GET /caf HTTP/1.0\r\n\r\n'],
      waits: true,
    });
    expect(backends.received).toMatchObject([{ headers: { host: 'shop' } }]);
  });

  it('give a version a body of known length, however it came', async () => {
    const text = `POST /caf HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: Chunked\r\nTrailer: X-Evil\r\nConnection: close\r\n\r\n3;a=b\r\nabc\r\n0\r\nX-Evil: 1\r\n\r\n`;
    expect(statusesOf(await sendRaw(gateway.port, { parts: [text], waits: true }))).toEqual([200]);
    const [received] = backends.received;
    expect(received).toMatchObject({ body: 'abc', headers: { 'content-length': '3' } });
    expect(Object.keys(received?.headers ?? {})).not.toEqual(
      expect.arrayContaining(['transfer-encoding']),
    );
    expect(received?.headers).not.toHaveProperty('x-evil');
    expect(received?.headers).not.toHaveProperty('trailer');
  });

  it('do not follow where the reply of a version would steer the gateway', async () => {
    backends.answer('v2', (_, response) => {
      response.writeHead(200, {
        'X-Accel-Redirect': '/files/secret',
        'X-Powered-By': 'Shop/1.0',
        'X-Cutover-Version': 'v9',
      });
      response.end('as it is');
    });
    const { body, headers } = await gateway.ask('/caf');
    expect(body).toBe('as it is');
    expect(backends.received).toHaveLength(1);
    expect(headers).not.toHaveProperty('x-accel-redirect');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('x-cutover-version');
  });

  it('tell which methods there are', async () => {
    const { status, headers } = await gateway.ask('/caf', { method: 'TRACE' });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS']);
  });
});
