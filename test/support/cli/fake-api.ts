import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { holdData, NO_HOLD, parseHold } from '../../../model/hold';
import {
  FIELD_MANAGERS,
  holdConfigMapName,
  TRAFFIC_KEYS,
  trafficConfigMapName,
} from '../../../model/names';
import { effectiveShare, parseShare } from '../../../model/share';

/** As much of an API server as the commands ask for one service; its agents confirm whatever they are to serve. */
export class FakeApi {
  hold: Record<string, string> = holdData(NO_HOLD);

  private constructor(
    private readonly server: Server,
    private readonly service: string,
    /** @returns the desired share that the last update applied. */
    private readonly applied: () => string,
  ) {}

  static async open(service: string, applied: () => string): Promise<FakeApi> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const api = new FakeApi(server, service, applied);
    server.on('request', (request, response) => {
      void api.answer(request, response);
    });
    return api;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** @returns a kubeconfig that names it. */
  kubeconfig(): string {
    const { port } = this.server.address() as AddressInfo;
    const server = `http://127.0.0.1:${port}`;
    return JSON.stringify({
      'current-context': 'fake',
      clusters: [{ name: 'fake', cluster: { server, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'fake', user: { token: 'x' } }],
      contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    if (request.method === 'PATCH') {
      let body = '';
      for await (const part of request as AsyncIterable<Buffer>) body += part.toString();
      this.hold = (JSON.parse(body) as { data: Record<string, string> }).data;
    }
    // A watch is left open and says nothing: whoever waits also looks by itself.
    if (query.includes('watch=true')) return;
    const found = this.object(path.split('/').at(-1) ?? '');
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? { kind: 'Status', message: 'not found' }));
  }

  private object(name: string): object | undefined {
    const { service } = this;
    if (name === 'pods') return { kind: 'PodList', items: [] };
    if (name === 'deployments') return { kind: 'DeploymentList', items: [deployment(service)] };
    if (name === holdConfigMapName(service)) return configMap(name, this.hold);
    if (name !== trafficConfigMapName(service)) return undefined;
    const desired = parseShare(this.applied());
    if (desired === undefined) return undefined;
    const observed = effectiveShare(desired, parseHold(this.hold, name).share);
    return configMap(name, {
      [TRAFFIC_KEYS.desired]: String(desired),
      [TRAFFIC_KEYS.phase]: 'all',
      [TRAFFIC_KEYS.observed]: String(observed),
    });
  }
}

const configMap = (name: string, data: Readonly<Record<string, string>>): object => ({
  kind: 'ConfigMap',
  metadata: { name, resourceVersion: '1', managedFields: [{ manager: FIELD_MANAGERS.hold }] },
  data,
});

const deployment = (service: string): object => ({
  metadata: { name: `${service}-v2`, labels: { 'cutover.dev/version': 'v2' } },
  spec: { replicas: 1 },
  status: { readyReplicas: 1 },
});
