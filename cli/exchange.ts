import { request as plain, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as secure } from 'node:https';
import type { CheckedReply } from '../model/service/check-reply';

/** No reply came: nobody there, no name, no TLS, or no time left. */
export class NoReplyError extends Error {}

/** A whole reply is kept in memory; more than this is none that a check looks into. */
const LONGEST_BODY = 4 * 1024 * 1024;

export interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Milliseconds for all of it. */
  readonly timeoutMs: number;
  /** Certificates to trust, as PEM; undefined: those of the system. */
  readonly ca: string | undefined;
  /** Name of the server, for its certificate and the Host header; undefined: that of the URL. */
  readonly host: string | undefined;
}

/**
 * Sends one request over a connection of its own. Redirects are not followed.
 *
 * @throws NoReplyError
 */
export function exchange(wanted: Exchange): Promise<CheckedReply> {
  const { url, method, body, timeoutMs, ca, host } = wanted;
  const headers: OutgoingHttpHeaders = {
    ...wanted.headers,
    connection: 'close',
    ...(host === undefined ? {} : { host }),
    ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(new NoReplyError(reason(error, timeoutMs), { cause: error }));
    };
    const options = {
      method,
      headers,
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
    } as const;
    const take = (reply: IncomingMessage): void => {
      readReply(reply).then(resolve, fail);
    };
    const sent =
      url.protocol === 'https:'
        ? secure(url, { ...options, ca, ...(host === undefined ? {} : { servername: host }) }, take)
        : plain(url, options, take);
    sent.on('error', fail);
    sent.end(body);
  });
}

async function readReply(reply: IncomingMessage): Promise<CheckedReply> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BODY) throw new Error(`the reply is longer than ${LONGEST_BODY} bytes`);
    chunks.push(chunk);
  }
  const headers = Object.entries(reply.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return {
    status: reply.statusCode ?? 0,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(chunks).toString(),
  };
}

function reason(error: Error, timeoutMs: number): string {
  if (error.name === 'TimeoutError' || error.name === 'AbortError') {
    return `no reply within ${timeoutMs / 1000} s`;
  }
  // Node tries several addresses, and then has a message only for each of them.
  const [first] = 'errors' in error ? (error.errors as Error[]) : [];
  return first?.message ?? error.message;
}
