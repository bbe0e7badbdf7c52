import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { COPY_HEADER, ROUTE_HEADER } from '../model/compare-settings';

/** A request as a client sent it to the gateway, to be sent to both versions. */
export interface CopiedRequest {
  /** Name of the route that took it. */
  readonly route: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** Longer requests and replies are not compared: both are held in memory. */
const LONGEST_BODY = 1_024 * 1_024;

/**
 * Headers that belong to the way here. `accept-encoding`: replies come as they are read. `content-length` is set anew, by
 * the body that was read.
 */
const LEFT_OUT = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'accept-encoding',
  'content-length',
  ROUTE_HEADER,
]);

/** @returns the body; `undefined` when it is too long. */
export async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    length += part.length;
    if (length <= LONGEST_BODY) parts.push(part);
  }
  return length > LONGEST_BODY ? undefined : Buffer.concat(parts);
}

/** @returns the request as it is sent on. */
export function copiedRequest(message: IncomingMessage, body: Buffer): CopiedRequest {
  return {
    route: String(message.headers[ROUTE_HEADER] ?? ''),
    method: message.method ?? '',
    path: message.url ?? '/',
    headers: { ...passedOn(message.headers), [COPY_HEADER]: '1' },
    body,
  };
}

function passedOn(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || LEFT_OUT.has(name) ? [] : [[name, value]],
    ),
  );
}
