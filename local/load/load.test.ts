import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Authority } from '../stack/authority';
import { Load } from './load';
import { startLoad } from './load-process';
import type { LoadOptions } from './options';

const open: { server: Server; sockets: Set<Socket> }[] = [];

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  open.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/match`;
}

const http = (listener: RequestListener): Promise<string> => listen(createHttpServer(listener));
/** A server that does this with each connection once bytes have arrived over it. */
const raw = (onBytes: (socket: Socket) => void): Promise<string> =>
  listen(
    createServer((socket) => {
      socket.on('data', () => {
        onBytes(socket);
      });
    }),
  );

afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});

const run = (options: LoadOptions) => new Load({ connections: 4, ...options }).start();

test('counts each reply once by its version, and sends no more than it was told', async () => {
  let served = 0;
  const url = await http((_, reply) => {
    reply.setHeader('version', ++served % 4 === 0 ? 'v2' : 'v1').end('{}');
  });
  const report = await run({ url, requests: 400 });
  expect(report).toMatchObject({
    sent: 400,
    completed: 400,
    ok: { v1: 300, v2: 100, none: 0 },
    v2Percent: 25,
    failed: 0,
    failures: {},
    unsent: 0,
    connections: { opened: 4, closedIdle: 0, closedByReply: 0 },
  });
  expect(served).toBe(400);
});

test('sends a whole POST with its body', async () => {
  const seen: unknown[] = [];
  const url = await http((request, reply) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push([request.method, request.url, request.headers['x-user'], body]);
      reply.end();
    });
  });
  await run({ url, requests: 1, body: '{"é":1}', headers: { 'X-User': '7' } });
  expect(seen).toEqual([['POST', '/match', '7', '{"é":1}']]);
});

test('tells the versions apart by another header where it is told to', async () => {
  let served = 0;
  const url = await http((_, reply) => {
    reply.end('x'.repeat(++served % 2 === 0 ? 7 : 9));
  });
  const versionFrom = { header: 'Content-Length', v1: '9', v2: '7' };
  expect(await run({ url, requests: 10, versionFrom })).toMatchObject({
    replies: { v1: 5, v2: 5, none: 0 },
  });
});

test('tells which version answered each user last', async () => {
  const seen: unknown[] = [];
  const url = await http((request, reply) => {
    const user = String(request.headers['x-user-id']);
    seen.push(user);
    if (user !== 'user-2') reply.setHeader('version', user === 'user-1' ? 'v2' : 'v1');
    reply.end();
  });
  const users = { header: 'X-User-Id', count: 3 };
  const report = await run({ url, connections: 1, requests: 4, users });
  expect(seen).toEqual(['user-0', 'user-1', 'user-2', 'user-0']);
  expect(report.users).toBe('12-');
});

describe('over TLS', () => {
  let authority: Authority;
  let url: string;

  beforeAll(async () => {
    authority = await Authority.create();
  });
  afterAll(() => {
    authority.remove();
  });
  beforeEach(async () => {
    const { certificate: cert, key } = await authority.sign('shop.example');
    const server = createHttpsServer({ cert, key }, (_, reply) => {
      reply.setHeader('version', 'v1').end();
    });
    url = (await listen(server)).replace('http:', 'https:');
  });

  test('sends each request once, with one handshake for each connection', async () => {
    const tls = { ca: authority.certificate, serverName: 'shop.example' };
    expect(await run({ url, tls, requests: 40 })).toMatchObject({
      sent: 40,
      ok: { v1: 40 },
      failed: 0,
      connections: { opened: 4 },
    });
  });

  test('a certificate for another name is a failure', async () => {
    const tls = { ca: authority.certificate, serverName: 'other.example' };
    expect(await run({ url, tls, requests: 3 })).toMatchObject({ failures: { tls: 3 } });
  });

  test('a certificate of another authority is a failure', async () => {
    const other = await Authority.create();
    const tls = { ca: other.certificate, serverName: 'shop.example' };
    other.remove();
    expect(await run({ url, tls, requests: 3 })).toMatchObject({ failures: { tls: 3 } });
  });
});

test('a status from 400 on is a failure, and still a reply of its version', async () => {
  const url = await http((_, reply) => {
    reply.writeHead(500, { version: 'v2' }).end();
  });
  expect(await run({ url, requests: 5 })).toMatchObject({
    ok: { v1: 0, v2: 0, none: 0 },
    replies: { v2: 5 },
    failed: 5,
    failures: { 'status-500': 5 },
  });
});

test('a connection reset under a request is one failure and no second request', async () => {
  let requests = 0;
  const url = await raw((socket) => {
    requests++;
    socket.resetAndDestroy();
  });
  expect(await run({ url, requests: 5 })).toMatchObject({ sent: 5, failures: { reset: 5 } });
  expect(requests).toBe(5);
});

test('a connection closed in the middle of a reply is a failure', async () => {
  const url = await raw((socket) => {
    socket.end('HTTP/1.1 200 OK\r\nversion: v2\r\nContent-Length: 9\r\n\r\nhalf');
  });
  expect(await run({ url, requests: 3 })).toMatchObject({ ok: { v2: 0 }, failures: { reset: 3 } });
});

test('a connection closed between two requests harms none', async () => {
  const url = await raw((socket) => {
    socket.end('HTTP/1.1 200 OK\r\nversion: v1\r\nContent-Length: 0\r\n\r\n');
  });
  // At this rate each connection is idle for 200 ms, and its end is seen before the next request.
  const report = await run({ url, requests: 8, rate: 20 });
  expect(report).toMatchObject({ ok: { v1: 8 }, failed: 0 });
  expect(report.connections.closedIdle).toBeGreaterThan(0);
});

test('a reply that says close is followed by a new connection', async () => {
  const url = await http((_, reply) => {
    reply.writeHead(200, { version: 'v1', connection: 'close' }).end('{}');
  });
  expect(await run({ url, requests: 8 })).toMatchObject({
    failed: 0,
    connections: { opened: 8, closedByReply: 8, closedIdle: 0 },
  });
});

test('a request without a reply in time is a timeout', async () => {
  const url = await raw(() => undefined);
  expect(await run({ url, requests: 4, timeoutMs: 20 })).toMatchObject({
    failures: { timeout: 4 },
    latencyMs: null,
    v2Percent: null,
  });
});

test('a refused connection is a failure', async () => {
  const server = createServer();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  expect(await run({ url, requests: 4 })).toMatchObject({ failures: { refused: 4 } });
});

test('what is no HTTP is a failure of the protocol', async () => {
  const url = await raw((socket) => socket.write('SSH-2.0\r\n\r\n'));
  expect(await run({ url, requests: 2 })).toMatchObject({ failures: { protocol: 2 } });
});

test('keeps its rate, and measures from the moment a request was meant to start', async () => {
  let replies = 0;
  const url = await http((_, reply) => {
    // The first reply holds up the only connection: those behind it have waited.
    setTimeout(() => reply.end(), replies++ === 0 ? 200 : 0);
  });
  const report = await run({ url, connections: 1, rate: 100, requests: 20 });
  expect(report).toMatchObject({ sent: 20, failed: 0 });
  expect(report.latencyMs?.p50).toBeGreaterThan(90);
});

test('tells what was due and never sent', async () => {
  const url = await raw(() => undefined);
  const report = await run({ url, connections: 2, rate: 100, seconds: 0.2, timeoutMs: 300 });
  expect(report).toMatchObject({ sent: 2, unsent: 18, failures: { timeout: 2 } });
});

test('ends at its time', async () => {
  const url = await http((_, reply) => reply.end());
  const report = await run({ url, seconds: 0.2 });
  expect(report.sent).toBe(report.completed);
  expect(report.sent).toBeGreaterThan(0);
});

test('counts in windows, and says when a version was last seen', async () => {
  let version = 'v2';
  const url = await http((_, reply) => reply.setHeader('version', version).end());
  const load = new Load({ url, connections: 4, seconds: 30 });
  const running = load.start();
  const after = (n: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setInterval(() => {
        if (load.since().completed < n) return;
        clearInterval(timer);
        resolve();
      }, 1);
    });
  await after(50);
  version = 'v1';
  await after(load.since().completed + 10);
  const from = load.mark();
  const seen = load.lastSeen('v2');
  await after(load.since().completed + 50);
  const to = load.mark();
  load.stop();
  const report = await running;
  const window = load.since(from, to);
  expect(window.replies.v2).toBe(0);
  expect(window.replies.v1).toBeGreaterThanOrEqual(50);
  expect(report.replies.v2).toBeGreaterThanOrEqual(50);
  expect(report.completed).toBe(report.replies.v1 + report.replies.v2);
  expect(load.lastSeen('v2')).toEqual(seen);
  expect(load.lastSeen('v1')?.monotonicMs).toBeGreaterThan(seen?.monotonicMs ?? Infinity);
});

test('runs in a process of its own, and answers after its end until it is closed', async () => {
  const url = await http((_, reply) => reply.setHeader('version', 'v1').end());
  const load = await startLoad({ url, requests: 200, rate: 2_000 });
  const from = await load.mark();
  const report = await load.report;
  expect(report).toMatchObject({ sent: 200, ok: { v1: 200 }, failed: 0 });
  const rest = await load.since(from);
  expect((await load.since(undefined, from)).completed + rest.completed).toBe(200);
  expect(await load.lastSeen('v2')).toBeUndefined();
  expect((await load.lastSeen('v1'))?.wallMs).toBeLessThanOrEqual(Date.now());
  load.close();
  await expect(load.mark()).rejects.toThrow();
});

test('a run in a process of its own can be stopped', async () => {
  const url = await http((_, reply) => reply.setHeader('version', 'v1').end());
  const load = await startLoad({ url, seconds: 60 });
  expect((await load.stop()).failed).toBe(0);
  load.close();
});

test('a process that dies is an error, not an empty report', async () => {
  const url = await http((_, reply) => reply.end());
  const load = await startLoad({ url, seconds: 60 });
  process.kill(load.pid, 'SIGKILL');
  await expect(load.report).rejects.toThrow('the load process has ended (SIGKILL)');
});

test('wrong options are refused before a process is started', async () => {
  await expect(startLoad({ url: 'http://localhost/' })).rejects.toThrow('must bound every run');
});
