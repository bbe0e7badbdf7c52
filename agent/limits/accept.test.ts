import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Consumption } from '../../gateway/consumption';
import { acceptLimits } from './accept';
import { limitsMetrics } from './metrics';
import { otherPods, tellPeer } from './peers';

const KEY = 'abcdefghijklmnop';

describe('what other gateway pods tell of clients', () => {
  let server: Server;
  let port: number;
  let peers: string[];
  let absorbed: Consumption[];
  let absorb: (told: Consumption) => Promise<void>;
  const metrics = limitsMetrics('shop');

  beforeEach(async () => {
    peers = ['127.0.0.1'];
    absorbed = [];
    absorb = (told) => Promise.resolve(void absorbed.push(told));
    const accept = acceptLimits({
      script: { absorb: (told) => absorb(told) },
      peers: () => peers,
      metrics,
    });
    server = createServer((asked, answer) => void accept(asked, answer));
    // As the agent: for IPv4 and IPv6.
    await new Promise<void>((resolve) => server.listen(0, '::', resolve));
    ({ port } = server.address() as AddressInfo);
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const send = (body: string, method = 'POST', headers = {}): Promise<number | string> =>
    new Promise((resolve) => {
      const call = request({ port, host: '127.0.0.1', method, headers, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      call.on('error', (error) => {
        resolve(error.message);
      });
      call.end(body);
    });

  it('is handed to NGINX', async () => {
    await tellPeer(port)('127.0.0.1', { [KEY]: 7 });
    await tellPeer(port)('::1', { [KEY]: 1 }).catch(() => undefined);
    expect(absorbed).toEqual([{ [KEY]: 7 }]);
  });

  it('is only taken from gateway pods', async () => {
    peers = ['10.0.0.2'];
    expect(await send(`{"${KEY}":7}`)).toBe(403);
    expect(absorbed).toEqual([]);
  });

  it('is refused when it is no such message', async () => {
    expect(await send('{"192.0.2.1":7}')).toBe(400);
    expect(await send('', 'GET')).toBe(405);
    expect(await send('x'.repeat(300_000))).toBe(413);
    expect(absorbed).toEqual([]);
    expect(await metrics.text()).toMatch(/failure="refused"\} [1-9]/);
  });

  it('is cut off when it is long and does not say so', async () => {
    const status = await send('x'.repeat(300_000), 'POST', { 'transfer-encoding': 'chunked' });
    expect(status).not.toBe(204);
    expect(absorbed).toEqual([]);
  });

  it('fails for the one that tells it when NGINX does not take it', async () => {
    absorb = () => Promise.reject(new Error('NGINX is away'));
    await expect(tellPeer(port)('127.0.0.1', { [KEY]: 7 })).rejects.toThrow('/limits: 503');
  });
});

describe('the other gateway pods', () => {
  const pods = [
    { name: 'self', address: '10.0.0.1', serving: true, share: '0' },
    { name: 'ready', address: '10.0.0.2', serving: true, share: '0' },
    { name: 'ending', address: '10.0.0.3', serving: false, share: '0' },
    { name: 'starting', address: undefined, serving: false, share: undefined },
  ];

  it('are told when they are ready, and heard whenever they may serve', () => {
    expect(otherPods(pods, 'self', 'serving')).toEqual(['10.0.0.2']);
    expect(otherPods(pods, 'self', 'all')).toEqual(['10.0.0.2', '10.0.0.3']);
    expect(otherPods(undefined, 'self', 'all')).toEqual([]);
  });
});
