import { createServer, type Server } from 'node:http';
import type { Version } from '../../../model/names';
import { freePort } from '../free-port';

/** Servers on addresses of loopback, each of which answers the version that it is a pod of and its address. */
export class Pods {
  private readonly servers = new Map<string, Server>();
  private port = 0;

  /** @returns the address and port of a pod that runs from now on. */
  async start(version: Version, address: string): Promise<string> {
    if (this.port === 0) this.port = await freePort();
    const name = `${address}:${this.port}`;
    const server = createServer((request, response) => {
      request.resume();
      response.end(`${version} ${address}`);
    });
    // Longer than the gateway keeps a connection, as every version must.
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => server.listen(this.port, address, resolve));
    this.servers.set(name, server);
    return name;
  }

  /** The port of all of them. */
  get sharedPort(): number {
    return this.port;
  }

  /** Ends a pod as a kubelet does at last: its connections break. */
  kill(name: string): void {
    const server = this.servers.get(name);
    server?.close();
    server?.closeAllConnections();
    this.servers.delete(name);
  }

  stop(): void {
    for (const name of [...this.servers.keys()]) this.kill(name);
  }
}
