import type { ApiRequest, KubeClient, StreamOptions } from '../kube/client';
import { guardCluster, type GuardListener } from './cluster';
import type { Sight } from './situation';

const configMap = (name: string, data?: object, managedFields?: object[]) => ({
  metadata: { name, uid: `uid-of-${name}`, resourceVersion: '1', managedFields },
  data,
});

/** Answers lists from a table by name, keeps watches open, and remembers what was written. */
class Server implements KubeClient {
  readonly asked: string[] = [];
  readonly written: ApiRequest[] = [];

  constructor(private readonly maps: readonly ReturnType<typeof configMap>[]) {}

  request(request: ApiRequest): Promise<unknown> {
    if (request.method !== 'GET') {
      this.written.push(request);
      return Promise.resolve({});
    }
    const selector = request.query?.['fieldSelector'] ?? '';
    this.asked.push(`${request.path} ${selector}`);
    const items = this.maps.filter(({ metadata }) => selector === `metadata.name=${metadata.name}`);
    return Promise.resolve({ metadata: { resourceVersion: '1' }, items });
  }

  stream(_: ApiRequest, { onOpen, signal }: StreamOptions): Promise<void> {
    onOpen();
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        resolve();
      });
    });
  }
}

async function watchOnce(...maps: readonly ReturnType<typeof configMap>[]) {
  const server = new Server(maps);
  const cluster = guardCluster(server, { service: 'shop', namespace: 'prod', podName: 'guard-1' });
  const stop = new AbortController();
  const seen: { sight?: Sight; verdict?: Parameters<GuardListener['onVerdict']>[0] } = {};
  await new Promise<void>((resolve) => {
    void cluster.watch(
      {
        onSight: (sight) => (seen.sight = sight),
        onVerdict: (data) => (seen.verdict = data),
        onConnected: (connected) => {
          if (connected) resolve();
        },
      },
      stop.signal,
    );
  });
  stop.abort();
  return { server, cluster, seen };
}

const stored = configMap('shop-verdict', { verdict: '' });

describe('the guard at the API server', () => {
  it('watches three ConfigMaps by their names, and nothing else', async () => {
    const { server, seen } = await watchOnce(
      configMap('shop-traffic', { v2TrafficPercentage: '25', observed: '25' }, [
        { manager: 'pulumi-kubernetes', time: '2026-11-28T09:00:00Z' },
        { manager: 'cutover-agent', time: '2026-11-28T09:00:02Z' },
      ]),
      configMap('shop-hold', { v2TrafficPercentage: '100' }),
      stored,
    );
    const path = '/api/v1/namespaces/prod/configmaps';
    expect(server.asked.sort()).toEqual([
      `${path} metadata.name=shop-hold`,
      `${path} metadata.name=shop-traffic`,
      `${path} metadata.name=shop-verdict`,
    ]);
    expect(seen).toEqual({
      sight: {
        traffic: { v2TrafficPercentage: '25', observed: '25' },
        hold: { v2TrafficPercentage: '100' },
        observedSince: '2026-11-28T09:00:02Z',
      },
      verdict: { verdict: '' },
    });
  });

  it('tells a ConfigMap that does not exist from an empty one', async () => {
    const { seen } = await watchOnce(configMap('shop-hold'));
    expect(seen).toEqual({
      sight: { traffic: undefined, hold: {}, observedSince: undefined },
      verdict: undefined,
    });
  });

  it('writes its own ConfigMap, as the owner of its data', async () => {
    const { server, cluster } = await watchOnce(stored);
    await cluster.publish({ verdict: 'pass' });
    expect(server.written).toEqual([
      {
        method: 'PATCH',
        path: '/api/v1/namespaces/prod/configmaps/shop-verdict',
        query: { fieldManager: 'cutover-guard', force: 'true' },
        body: {
          contentType: 'application/apply-patch+yaml',
          json: {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'shop-verdict', namespace: 'prod', uid: 'uid-of-shop-verdict' },
            data: { verdict: 'pass' },
          },
        },
      },
    ]);
  });

  it('never makes that ConfigMap itself', async () => {
    const { server, cluster } = await watchOnce();
    await expect(cluster.publish({ verdict: 'pass' })).rejects.toThrow(
      'ConfigMap shop-verdict does not exist',
    );
    expect(server.written).toEqual([]);
  });

  it('emits events about that ConfigMap', async () => {
    const { server, cluster } = await watchOnce(stored);
    await cluster.announce({ type: 'Warning', reason: 'GatesFail', message: 'p95: too slow' });
    const [{ method, path, body } = { method: '', path: '', body: undefined }] = server.written;
    expect([method, path]).toEqual(['POST', '/api/v1/namespaces/prod/events']);
    expect(body?.json).toMatchObject({
      kind: 'Event',
      metadata: { generateName: 'shop-verdict.', namespace: 'prod' },
      involvedObject: { kind: 'ConfigMap', name: 'shop-verdict', namespace: 'prod' },
      type: 'Warning',
      reason: 'GatesFail',
      message: 'p95: too slow',
      source: { component: 'cutover-guard', host: 'guard-1' },
    });
  });
});
