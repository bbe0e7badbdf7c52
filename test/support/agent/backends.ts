import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A V1 and a V2 that answer their own name; `/slow` answers when {@link release} is called. */
export class Backends {
  private readonly servers = new Map<string, Server>();
  private readonly waiting: (() => void)[] = [];

  async start(): Promise<void> {
    for (const version of ['v1', 'v2']) {
      const server = createServer((request, response) => {
        const answer = (): void => void response.end(version);
        if (request.url === '/slow') this.waiting.push(answer);
        else answer();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      this.servers.set(version, server);
    }
  }

  port(version: 'v1' | 'v2'): number {
    return (this.servers.get(version)?.address() as AddressInfo).port;
  }

  get slowRequests(): number {
    return this.waiting.length;
  }

  release(): void {
    for (const answer of this.waiting.splice(0)) answer();
  }

  stop(): void {
    this.release();
    for (const server of this.servers.values()) {
      server.close();
      server.closeAllConnections();
    }
  }
}

/** @returns the body of the answer to one request over a connection of its own. */
export function fetchOnce(port: number, path = '/'): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('error', reject);
      answer.on('end', () => {
        resolve(text);
      });
    }).on('error', reject);
  });
}

/** @returns how many of `count` requests V2 answered. */
export async function countV2(port: number, count: number): Promise<number> {
  let v2 = 0;
  for (let sent = 0; sent < count; sent += 1) {
    if ((await fetchOnce(port)) === 'v2') v2 += 1;
  }
  return v2;
}
