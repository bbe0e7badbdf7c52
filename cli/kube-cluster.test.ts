import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { KubeCluster } from './kube-cluster';

/** Answers of an API server by path; what it does not have is not found. */
const objects = new Map<string, object>();
let server: Server;

const SERVICE = '/api/v1/namespaces/money/services/shop-gateway';

beforeAll(async () => {
  server = createServer((request, reply) => {
    const found = objects.get(request.url ?? '');
    const status = { kind: 'Status', code: 404, reason: 'NotFound', message: 'not found' };
    reply.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    reply.end(JSON.stringify(found ?? status));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

function cluster(): KubeCluster {
  const config = new KubeConfig();
  const { port } = server.address() as AddressInfo;
  config.loadFromClusterAndUser(
    { name: 'test', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
    { name: 'test' },
  );
  return new KubeCluster(config, { service: 'shop', namespace: 'money' });
}

describe('the host of the gateway', () => {
  const spec = { clusterIP: '10.96.0.7' };

  it.each<[string, object, string | undefined]>([
    ['is its address in the cluster', { spec, status: { loadBalancer: {} } }, '10.96.0.7'],
    [
      'is the address that a load balancer gave it',
      { spec, status: { loadBalancer: { ingress: [{ ip: '192.0.2.7' }] } } },
      '192.0.2.7',
    ],
    [
      'is the name that a load balancer gave it',
      { spec, status: { loadBalancer: { ingress: [{ hostname: 'lb.example.com' }] } } },
      'lb.example.com',
    ],
  ])('%s', async (_, service, host) => {
    objects.set(SERVICE, { kind: 'Service', metadata: { name: 'shop-gateway' }, ...service });
    expect(await cluster().gatewayHost()).toBe(host);
  });

  it('is not known where there is no gateway', async () => {
    objects.clear();
    expect(await cluster().gatewayHost()).toBeUndefined();
  });
});
