import type { Share } from '../../model/share';
import type { PodSight } from '../agreement';
import type { ApiRequest, KubeClient, StreamOptions } from '../../kube/client';
import { kubeCluster } from './cluster';

const pod = (name: string, ready: string, more: object = {}) => ({
  metadata: { name, resourceVersion: '1', ...more },
  status: { podIP: `ip-of-${name}`, conditions: [{ type: 'Ready', status: ready }] },
});
const configMap = (name: string, data?: object) => ({
  metadata: { name, uid: `uid-of-${name}`, resourceVersion: '1' },
  data,
});

const slice = (service: string, ...addresses: string[]) => ({
  metadata: {
    name: `${service}-abc`,
    resourceVersion: '1',
    labels: { 'kubernetes.io/service-name': service },
  },
  addressType: 'IPv4',
  endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
  ports: [{ name: 'http', port: 8080 }],
});

/** Answers lists from a table by selector, keeps watches open, and remembers what was written. */
class Server implements KubeClient {
  readonly patches: ApiRequest[] = [];
  readonly selectors: string[] = [];

  constructor(private readonly items: Readonly<Record<string, object[]>>) {}

  request(request: ApiRequest): Promise<unknown> {
    if (request.method === 'PATCH') {
      this.patches.push(request);
      return Promise.resolve({});
    }
    const selector = Object.values(request.query ?? {}).join();
    this.selectors.push(`${request.path}?${selector}`);
    const items = this.items[selector] ?? [];
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

async function watchOnce(items: Readonly<Record<string, object[]>>) {
  const server = new Server(items);
  const versions = [
    { version: 'v1' as const, name: 'shop-v1', address: '10.96.0.1' },
    { version: 'v2' as const, name: 'shop-v2', address: '10.96.0.2' },
  ];
  const identity = { service: 'shop', namespace: 'prod', podName: 'gw-1', podUid: 'u1', versions };
  const cluster = kubeCluster(server, identity);
  const stop = new AbortController();
  const seen: { traffic?: unknown; hold?: unknown; pods?: readonly PodSight[]; ready?: unknown } =
    {};
  await new Promise<void>((resolve) => {
    void cluster.watch(
      {
        onTraffic: (data) => (seen.traffic = data),
        onHold: (data) => (seen.hold = data),
        onPods: (pods) => (seen.pods = pods),
        onEndpoints: (ready) => (seen.ready = ready),
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

const sliceSelector = 'kubernetes.io/service-name in (shop-v1,shop-v2)';
const podSelector = 'app.kubernetes.io/instance=shop,app.kubernetes.io/component=gateway';

describe('the agent at the API server', () => {
  it('watches the two ConfigMaps, the pods of the gateway and those of the versions, and nothing else', async () => {
    const { server, seen } = await watchOnce({
      'metadata.name=shop-traffic': [configMap('shop-traffic', { v2TrafficPercentage: '25' })],
      'metadata.name=shop-hold': [configMap('shop-hold')],
      [podSelector]: [
        pod('gw-1', 'True', { annotations: { 'cutover.dev/effective-share': '25' } }),
        pod('gw-2', 'False'),
        pod('gw-3', 'True', { deletionTimestamp: '2026-11-20T10:00:00Z' }),
      ],
      [sliceSelector]: [slice('shop-v1', '10.0.0.2', '10.0.0.1')],
    });
    expect(server.selectors.sort()).toEqual([
      '/api/v1/namespaces/prod/configmaps?metadata.name=shop-hold',
      '/api/v1/namespaces/prod/configmaps?metadata.name=shop-traffic',
      `/api/v1/namespaces/prod/pods?${podSelector}`,
      `/apis/discovery.k8s.io/v1/namespaces/prod/endpointslices?${sliceSelector}`,
    ]);
    expect(seen).toEqual({
      traffic: { v2TrafficPercentage: '25' },
      hold: {},
      pods: [
        { name: 'gw-1', address: 'ip-of-gw-1', serving: true, share: '25' },
        { name: 'gw-2', address: 'ip-of-gw-2', serving: false, share: undefined },
        { name: 'gw-3', address: 'ip-of-gw-3', serving: false, share: undefined },
      ],
      ready: { v1: ['10.0.0.1:8080', '10.0.0.2:8080'], v2: [] },
    });
  });

  it('tells a ConfigMap that does not exist from an empty one', async () => {
    const { seen } = await watchOnce({ 'metadata.name=shop-hold': [configMap('shop-hold')] });
    expect(seen).toMatchObject({ traffic: undefined, hold: {} });
  });

  it('annotates its own Pod and removes what no longer holds', async () => {
    const { server, cluster } = await watchOnce({});
    await cluster.annotate({ share: 25 as Share, hash: 'h', condition: undefined });
    expect(server.patches).toEqual([
      {
        method: 'PATCH',
        path: '/api/v1/namespaces/prod/pods/gw-1',
        query: { fieldManager: 'cutover-agent' },
        body: {
          contentType: 'application/merge-patch+json',
          json: {
            metadata: {
              uid: 'u1',
              annotations: {
                'cutover.dev/effective-share': '25',
                'cutover.dev/config-hash': 'h',
                'cutover.dev/condition': null,
              },
            },
          },
        },
      },
    ]);
  });

  it('applies the observed share alone, and removes it by applying nothing', async () => {
    const traffic = configMap('shop-traffic', {});
    const { server, cluster } = await watchOnce({ 'metadata.name=shop-traffic': [traffic] });
    await cluster.observe(25 as Share);
    await cluster.observe(undefined);
    const metadata = { name: 'shop-traffic', namespace: 'prod', uid: 'uid-of-shop-traffic' };
    const applied = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
    expect(server.patches.map(({ query, body }) => [query, body?.json])).toEqual([
      [
        { fieldManager: 'cutover-agent', force: 'true' },
        { ...applied, data: { observed: '25' } },
      ],
      [{ fieldManager: 'cutover-agent', force: 'true' }, applied],
    ]);
  });

  it('does not make a traffic ConfigMap that is not there', async () => {
    const { server, cluster } = await watchOnce({});
    const write = cluster.observe(25 as Share);
    await expect(write).rejects.toThrow('ConfigMap shop-traffic does not exist');
    expect(server.patches).toEqual([]);
  });
});
