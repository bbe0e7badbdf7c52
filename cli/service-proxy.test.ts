import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { innerService, postToService } from './service-proxy';

describe('a Service in the cluster', () => {
  const prometheus = { name: 'prometheus', namespace: 'monitoring', port: '9090', base: '' };

  it.each([
    ['http://prometheus.monitoring:9090', prometheus],
    ['http://prometheus.monitoring.svc:9090/', prometheus],
    ['http://prometheus.monitoring.svc.cluster.local:9090', prometheus],
    ['http://prometheus.monitoring/sub/', { ...prometheus, port: '80', base: '/sub' }],
    ['https://prometheus.monitoring:9090', undefined],
    ['https://prometheus.example.com', undefined],
    ['http://prometheus.example.com:9090', undefined],
    ['http://127.0.0.1:9090', undefined],
    ['http://[::1]:9090', undefined],
    ['http://localhost:9090', undefined],
    ['prometheus.monitoring', undefined],
  ])('is named by %s: %j', (url, expected) => {
    expect(innerService(url)).toEqual(expected);
  });

  describe('through the API server', () => {
    let server: Server;

    beforeAll(async () => {
      server = createServer((request, reply) => {
        const { method, url, headers } = request;
        let body = '';
        request.on('data', (part: Buffer) => (body += part.toString()));
        request.on('end', () => {
          reply.writeHead(body === '' ? 503 : 200);
          reply.end(JSON.stringify([method, url, headers.authorization, body]));
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });

    afterAll(() => {
      server.close();
      server.closeAllConnections();
    });

    const post = (form: Record<string, string>) => {
      const config = new KubeConfig();
      const { port } = server.address() as AddressInfo;
      config.loadFromClusterAndUser(
        { name: 'test', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
        { name: 'test', token: 'secret' },
      );
      const path = '/api/v1/query';
      const signal = AbortSignal.timeout(5_000);
      return postToService(config, prometheus, path, new URLSearchParams(form), signal);
    };

    it('is sent a form, as the user of the kubeconfig', async () => {
      const response = await post({ query: 'up{a="b c"}' });
      expect([response.status, await response.json()]).toEqual([
        200,
        [
          'POST',
          '/api/v1/namespaces/monitoring/services/prometheus:9090/proxy/api/v1/query',
          'Bearer secret',
          'query=up%7Ba%3D%22b+c%22%7D',
        ],
      ]);
    });

    it('answers with its own status', async () => {
      expect((await post({})).status).toBe(503);
    });
  });
});
