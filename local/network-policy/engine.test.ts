import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiRequest, KubeClient, StreamOptions } from '../../kube/client';
import { until } from '../stack/until';
import { startEngine, type Engine } from './engine';

const timing = { random: () => 0, retryFirstMs: 1, retryLongestMs: 1, watchSeconds: 20 };
const policies = '/apis/networking.k8s.io/v1/networkpolicies';

/** Answers lists, keeps watches open, and sends what the test wants on them. */
class Server implements KubeClient {
  readonly lists: Record<string, object[]> = {
    [policies]: [],
    '/api/v1/pods': [],
    '/api/v1/namespaces': [],
  };
  readonly send = new Map<string, (line: string) => void>();
  readonly refused = new Set<string>();

  request({ path }: ApiRequest): Promise<unknown> {
    if (this.refused.has(path)) return Promise.reject(new Error('away'));
    return Promise.resolve({ metadata: { resourceVersion: '1' }, items: this.lists[path] ?? [] });
  }

  stream({ path }: ApiRequest, { onOpen, onLine, signal }: StreamOptions): Promise<void> {
    onOpen();
    this.send.set(path, onLine);
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        resolve();
      });
    });
  }
}

const meta = (name: string) => ({ name, namespace: 'shop', resourceVersion: '2' });
const pod = (name: string, podIP: string) => ({
  metadata: meta(name),
  spec: { containers: [] },
  status: { phase: 'Running', podIP },
});
const denyAll = {
  metadata: meta('deny'),
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
};

describe('the engine', () => {
  let server: Server;
  let applied: string[];
  let failing: boolean;
  let stop: AbortController;
  let engine: Engine;
  const logged: string[] = [];
  const start = () => {
    engine = startEngine({
      client: server,
      apply: (text) => {
        if (failing) return Promise.reject(new Error('no such table'));
        applied.push(text);
        return Promise.resolve();
      },
      log: (line) => logged.push(line),
      signal: stop.signal,
      timing,
    });
  };

  beforeEach(() => {
    server = new Server();
    applied = [];
    failing = false;
    stop = new AbortController();
  });

  afterEach(async () => {
    stop.abort();
    await engine.ended;
  });

  it('writes nothing before it has seen pods, namespaces and policies', async () => {
    server.refused.add('/api/v1/pods');
    server.lists[policies] = [denyAll];
    start();
    await until('it asked', () => logged.includes('/api/v1/pods: away'));
    await sleep(100);
    expect([applied, engine.isReady()]).toEqual([[], false]);
    server.refused.clear();
    await until('it is ready', () => engine.isReady());
    expect(applied).toHaveLength(1);
  });

  it('follows a pod that appears and one that goes', async () => {
    server.lists[policies] = [denyAll];
    server.lists['/api/v1/pods'] = [pod('a', '10.244.0.2')];
    start();
    await until('it is ready', () => engine.isReady());
    expect(applied.at(-1)).toContain('10.244.0.2 : jump');
    const event = (type: string, object: object) =>
      server.send.get('/api/v1/pods')?.(JSON.stringify({ type, object }));
    event('ADDED', pod('b', '10.244.0.3'));
    event('DELETED', pod('a', '10.244.0.2'));
    await until('it wrote', () => applied.length === 2 && engine.isReady());
    expect(applied.at(-1)).toContain('10.244.0.3 : jump');
    expect(applied.at(-1)).not.toContain('10.244.0.2');
  });

  it('tells pods of the same name in two namespaces apart', async () => {
    const other = pod('a', '10.244.0.3');
    server.lists[policies] = [
      denyAll,
      { ...denyAll, metadata: { ...meta('deny'), namespace: 'b' } },
    ];
    server.lists['/api/v1/pods'] = [
      pod('a', '10.244.0.2'),
      { ...other, metadata: { ...other.metadata, namespace: 'b' } },
    ];
    start();
    await until('it is ready', () => engine.isReady());
    expect(applied.at(-1)).toContain('10.244.0.2 : jump ingress-1, 10.244.0.3 : jump ingress-1');
  });

  it('is not ready while rules cannot be written, and says why', async () => {
    failing = true;
    start();
    const line = 'The rules could not be written: no such table';
    await until('it said so', () => logged.includes(line));
    expect(engine.isReady()).toBe(false);
  });
});
