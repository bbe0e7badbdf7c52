import {
  Agent as HttpAgent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, type RequestOptions, request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError, UnreachableError, apiError } from './api-error';
import type { ClusterAccess } from './kubeconfig';

/** One request to the API server. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with query, such as `/api/v1/namespaces?limit=1`. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

/** A reply that was read to its end. */
export interface ApiReply {
  readonly body: string;
  /** Texts of the `Warning` headers: deprecations, unknown fields. */
  readonly warnings: readonly string[];
}

/** The longest that a plain request may take; the API server's own limit is 60 s. */
const REQUEST_TIMEOUT_MS = 65_000;

/** How often a request is sent again, and the longest pause before that. */
const MAX_RETRIES = 4;
const MAX_PAUSE_MS = 5000;

/** Requests to one API server over kept-alive connections. Safe for concurrent use. */
export class HttpClient {
  readonly #base: URL;
  #connection: Promise<Connection> | undefined;

  constructor(readonly access: ClusterAccess) {
    this.#base = new URL(access.server);
  }

  /**
   * @throws ApiError where the server refuses, UnreachableError where it does not answer,
   * CancelledError after `signal`.
   */
  async send(request: ApiRequest): Promise<ApiReply> {
    const response = await this.open(request, REQUEST_TIMEOUT_MS);
    const body = await text(response).catch((cause: unknown) => {
      throw request.signal?.aborted === true ? new CancelledError() : this.#unreachable(cause);
    });
    return { body, warnings: warningsOf(response) };
  }

  /** Like `send`, but hands out the reply as it arrives: for watches. `timeoutMs` 0 means none. */
  async open(request: ApiRequest, timeoutMs = 0): Promise<IncomingMessage> {
    for (let left = MAX_RETRIES; ; left -= 1) {
      try {
        return await this.#attempt(request, timeoutMs, left === 0);
      } catch (error) {
        if (!(error instanceof RetryError)) throw error;
        await sleep(error.afterMs, undefined, { signal: request.signal }).catch(() => {
          throw new CancelledError();
        });
      }
    }
  }

  async #attempt(request: ApiRequest, timeoutMs: number, last: boolean): Promise<IncomingMessage> {
    this.#connection ??= connectionOptions(this.access);
    const connection = await this.#connection;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const send = this.#base.protocol === 'http:' ? httpRequest : httpsRequest;
      const outgoing = send(
        new URL(this.#base.pathname.replace(/\/$/, '') + request.path, this.#base),
        {
          ...connection,
          method: request.method,
          signal: request.signal,
          headers: {
            ...connection.headers,
            Accept: 'application/json',
            'User-Agent': 'pulumi-resource-kubernetes (stand-in)',
            ...(request.body === undefined
              ? {}
              : {
                  'Content-Type': request.contentType ?? 'application/json',
                  'Content-Length': Buffer.byteLength(request.body),
                }),
          },
        },
        resolve,
      );
      if (timeoutMs > 0) {
        outgoing.setTimeout(timeoutMs, () => {
          outgoing.destroy(new Error(`no reply within ${timeoutMs / 1000} s`));
        });
      }
      outgoing.on('error', (cause: NodeJS.ErrnoException) => {
        if (request.signal?.aborted === true) reject(new CancelledError());
        // The server closed an idle connection in the moment in which it was taken up again.
        else if (!last && outgoing.reusedSocket && cause.code === 'ECONNRESET')
          reject(new RetryError(0));
        else reject(this.#unreachable(cause));
      });
      outgoing.end(request.body);
    });
    const code = response.statusCode ?? 0;
    if (code >= 200 && code < 300) return response;
    const body = await text(response);
    if (code === 401 && !last) {
      // Tokens of files and exec plugins expire: read them anew, once.
      this.#connection = undefined;
      throw new RetryError(0);
    }
    const pause = Number(response.headers['retry-after']);
    // An overloaded server (429, 503) says when to come back; nothing was done so far.
    if (pause >= 0 && !last) throw new RetryError(Math.min(pause * 1000, MAX_PAUSE_MS));
    throw apiError(code, body);
  }

  #unreachable(cause: unknown): UnreachableError {
    return new UnreachableError(this.access.server, cause as Error);
  }
}

/** Says that the same request is worth sending once more. */
class RetryError extends Error {
  constructor(readonly afterMs: number) {
    super();
  }
}

/** How to connect: TLS, credentials and the pool of connections. */
type Connection = Omit<RequestOptions, 'headers'> & { headers: OutgoingHttpHeaders };

async function connectionOptions(access: ClusterAccess): Promise<Connection> {
  const options: Connection = { headers: {} };
  await access.config.applyToHTTPSOptions(options);
  // A proxy needs the agent that the kubeconfig made; else one that keeps connections alive.
  if (access.config.getCurrentCluster()?.proxyUrl !== undefined) return options;
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
  const agent = access.server.startsWith('http:')
    ? new HttpAgent({ keepAlive: true })
    : new HttpsAgent({
        keepAlive: true,
        ca,
        cert,
        key,
        pfx,
        passphrase,
        ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
        ...(servername === undefined ? {} : { servername }),
      });
  return { ...options, agent };
}

async function text(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** `299 - "text"` (RFC 7234), several of them in one header. */
function warningsOf(response: IncomingMessage): string[] {
  const header = response.headers['warning'];
  if (header === undefined) return [];
  const quoted = header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g);
  return [...quoted].map((match) => (match[1] ?? '').replace(/\\(.)/g, '$1'));
}
