import http from 'node:http';
import https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';

/** The API server answered, but not with success. */
export class ApiError extends Error {
  /** @param status - the HTTP status; 409 conflict, 410 too old, 404 gone. */
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export interface ApiRequest {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'PUT';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: { readonly contentType: string; readonly json: unknown };
}

export interface StreamOptions {
  /** Called when the server has accepted the watch. */
  readonly onOpen: () => void;
  /** Called for every line. What it throws ends the stream. */
  readonly onLine: (line: string) => void;
  /** The connection is dropped when the stream has not ended after this many milliseconds. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** The requests that the in-cluster programs make. Every failure rejects; no success is silent. */
export interface KubeClient {
  /** @throws ApiError, or the connection's own error. */
  request(request: ApiRequest): Promise<unknown>;
  /** Resolves when the server ends the stream in order. */
  stream(request: ApiRequest, options: StreamOptions): Promise<void>;
}

/** A server that has not begun to answer by then is taken for unreachable. */
const ANSWER_MS = 5_000;
/**
 * An idle connection is probed after this long, then every second; libuv gives up after ten probes: a
 * network that swallows packets is noticed within 15 s, not after the kernel's two hours.
 */
const TCP_PROBE_AFTER_MS = 5_000;

/**
 * Talks to the API server with Node's own HTTP client; of the official client only its credentials are
 * used. Its watch drops events that it cannot parse and has no time limit for the server's first answer,
 * and its informer stops for good after the first connection error.
 */
export function kubeClient(config: KubeConfig): KubeClient {
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new Error('no cluster: neither in a pod nor with a kubeconfig');
  const origin = server.replace(/\/$/, '');
  const secure = origin.startsWith('https:');
  let pool: http.Agent | undefined;

  async function open(request: ApiRequest, signal: AbortSignal): Promise<http.IncomingMessage> {
    const credentials: https.RequestOptions = { headers: {} };
    await config.applyToHTTPSOptions(credentials);
    const { ca, cert, key, rejectUnauthorized, servername } = credentials;
    pool ??= secure
      ? new https.Agent(defined({ keepAlive: true, ca, cert, key, rejectUnauthorized, servername }))
      : new http.Agent({ keepAlive: true });
    const text = request.body && JSON.stringify(request.body.json);
    const url = new URL(`${origin}${request.path}`);
    url.search = new URLSearchParams(request.query).toString();
    const options = {
      method: request.method,
      agent: pool,
      signal,
      headers: {
        ...(credentials.headers as http.OutgoingHttpHeaders),
        accept: 'application/json',
        ...(request.body && { 'content-type': request.body.contentType }),
      },
    };
    return new Promise((resolve, reject) => {
      const call = (secure ? https : http).request(url, options, resolve);
      const late = setTimeout(() => {
        call.destroy(new Error(`no answer from ${server} in ${ANSWER_MS} ms`));
      }, ANSWER_MS);
      call.on('response', () => {
        clearTimeout(late);
      });
      call.on('socket', (socket) => socket.setKeepAlive(true, TCP_PROBE_AFTER_MS));
      call.on('error', (error) => {
        clearTimeout(late);
        // A new authority may have been mounted since: the next connection reads it anew.
        pool = undefined;
        reject(error);
      });
      call.end(text);
    });
  }

  return {
    async request(request) {
      const answer = await open(request, AbortSignal.timeout(2 * ANSWER_MS));
      const text = await readAll(answer);
      if (!isSuccess(answer)) throw apiError(answer, text, request);
      return JSON.parse(text) as unknown;
    },
    async stream(request, { onOpen, onLine, limitMs, signal }) {
      const answer = await open(request, signal);
      const limit = setTimeout(() => {
        answer.destroy(new Error(`${server} did not end a watch in ${limitMs} ms: it hangs`));
      }, limitMs);
      try {
        if (!isSuccess(answer)) throw apiError(answer, await readAll(answer), request);
        onOpen();
        await readLines(answer, onLine);
      } finally {
        clearTimeout(limit);
      }
    },
  };
}

/** Node takes an option that is present but undefined for a value in some places. */
function defined<T extends object>(options: T): T {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as T;
}

function isSuccess({ statusCode }: http.IncomingMessage): boolean {
  return statusCode !== undefined && statusCode >= 200 && statusCode < 300;
}

function apiError(answer: http.IncomingMessage, text: string, request: ApiRequest): ApiError {
  const status = answer.statusCode ?? 0;
  return new ApiError(status, `${request.method} ${request.path}: ${status} ${text.slice(0, 500)}`);
}

async function readAll(answer: http.IncomingMessage): Promise<string> {
  answer.setEncoding('utf8');
  let text = '';
  for await (const part of answer) text += part as string;
  return text;
}

async function readLines(answer: http.IncomingMessage, onLine: (line: string) => void) {
  answer.setEncoding('utf8');
  let rest = '';
  for await (const part of answer) {
    const lines = (rest + (part as string)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  }
  if (rest !== '') throw new Error('the watch ended in the middle of an event');
}
