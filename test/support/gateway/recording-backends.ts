import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VERSIONS, type Version } from '../../../model/names';

/** A request as a version got it. */
export interface Received {
  readonly version: Version;
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly url: string;
  /** Names in lower case; of several lines the values joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** A V1 and a V2 that keep everything they get, and answer their name unless told otherwise. */
export class RecordingBackends {
  /** In the order of arrival. */
  readonly received: Received[] = [];
  /** What arrived and was no request: with a gateway before it, there is none. */
  readonly garbage: string[] = [];
  private readonly servers = new Map<Version, Server>();
  private readonly behaviours = new Map<Version, Behaviour>();

  async start(): Promise<void> {
    for (const version of VERSIONS) {
      const server = createServer((request, response) => {
        void this.take(version, request, response);
      });
      server.keepAliveTimeout = 60_000;
      server.on('clientError', (error, socket) => {
        this.garbage.push(`${version}: ${error.message}`);
        socket.destroy();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      this.servers.set(version, server);
    }
  }

  port(version: Version): number {
    return (this.servers.get(version)?.address() as AddressInfo).port;
  }

  /** Changes how a version answers; without a behaviour, back to its name. */
  answer(version: Version, behaviour?: Behaviour): void {
    if (behaviour === undefined) this.behaviours.delete(version);
    else this.behaviours.set(version, behaviour);
  }

  /** Forgets what came, and answers as in the beginning. */
  reset(): void {
    this.received.length = 0;
    this.garbage.length = 0;
    this.behaviours.clear();
  }

  stop(): void {
    for (const server of this.servers.values()) {
      server.close();
      server.closeAllConnections();
    }
  }

  private async take(
    version: Version,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of request) parts.push(part as Buffer);
    } catch {
      this.garbage.push(`${version}: a request that broke off`);
      return;
    }
    const headers = Object.entries(request.headersDistinct).map(
      ([name, values]) => [name, (values ?? []).join(',')] as const,
    );
    this.received.push({
      version,
      method: request.method ?? '',
      url: request.url ?? '',
      headers: Object.fromEntries(headers),
      body: Buffer.concat(parts).toString('latin1'),
    });
    const behaviour = this.behaviours.get(version);
    if (behaviour) behaviour(request, response);
    else response.end(version);
  }
}
