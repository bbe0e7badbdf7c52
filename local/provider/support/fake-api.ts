import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { KubeClient } from '../client';
import { Discovery } from '../discovery';
import { HttpClient } from '../http';
import { Observer } from '../observe';

/** Answers one request; `attempt` counts the requests for the same path, from 1. */
export type Answer = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

/** The kinds that the fake server has. */
const CORE = { resources: [{ name: 'configmaps', kind: 'ConfigMap', namespaced: true }] };

/** An API server for unit tests, which answers as it is told. */
export class FakeApi {
  readonly http: HttpClient;
  readonly client: KubeClient;
  readonly observer: Observer;
  /** Methods and paths of all requests so far. */
  readonly requests: string[] = [];

  private constructor(private readonly server: Server) {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const config = new KubeConfig();
    // Without TLS there is nothing to verify, and the library wants that said.
    const cluster = { name: 'fake', server: url, skipTLSVerify: true };
    config.loadFromClusterAndUser(cluster, { name: 'nobody' });
    this.http = new HttpClient({ config, server: url, namespace: 'default' });
    this.client = new KubeClient(this.http, new Discovery(this.http));
    this.observer = new Observer(this.http, this.client);
  }

  static async start(answer: Answer): Promise<FakeApi> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const api = new FakeApi(server);
    server.on('request', (request, response) => {
      const { method = '', url = '' } = request;
      const [path = ''] = url.split('?');
      api.requests.push(`${method} ${path}`);
      if (path === '/api/v1') response.end(JSON.stringify(CORE));
      else answer(request, response, api.requests.filter((one) => one.endsWith(` ${path}`)).length);
    });
    return api;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

/** Refuses as an API server does. */
export function refuse(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
): void {
  response.statusCode = code;
  response.end(JSON.stringify({ kind: 'Status', code, reason, message }));
}

/** A ConfigMap `a` in the namespace `n`. */
export function configMap(resourceVersion: string, data: Record<string, string>) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'n', name: 'a', uid: 'u', resourceVersion },
    data,
  };
}
