import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { testKubeconfig } from './settings';

/** A way to the API server that can be cut. */
export class ApiProxy {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  private constructor(
    private readonly target: URL,
    private readonly folder: string,
  ) {}

  static async open(): Promise<ApiProxy> {
    const config = new KubeConfig();
    config.loadFromFile(testKubeconfig());
    const cluster = config.getCurrentCluster();
    if (cluster === null) throw new Error('the kubeconfig must have a current cluster');
    const target = new URL(cluster.server);
    const proxy = new ApiProxy(target, mkdtempSync(join(tmpdir(), 'cutover-api-proxy-')));
    await proxy.restore();
    const { hostname } = target;
    config.clusters = config.clusters.map((one) =>
      one.name === cluster.name
        ? { ...one, server: `https://127.0.0.1:${proxy.#port}`, tlsServerName: hostname }
        : one,
    );
    writeFileSync(proxy.kubeconfig, config.exportConfig());
    return proxy;
  }

  /** Path of a kubeconfig that leads through here. */
  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig');
  }

  /** Ends every connection and takes no more. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = new Promise((resolve) => server?.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Takes connections again, at the same port. */
  async restore(): Promise<void> {
    const server = createServer((socket) => {
      const upstream = connect(Number(this.target.port) || 443, this.target.hostname);
      for (const [from, to] of [
        [socket, upstream],
        [upstream, socket],
      ] as const) {
        this.#sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    });
    await new Promise<void>((resolve) => {
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async close(): Promise<void> {
    if (this.#server !== undefined) await this.cut();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
