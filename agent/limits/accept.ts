import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseConsumption } from '../../gateway/consumption';
import type { ScriptPort } from '../script/nginx-script';
import type { LimitsMetrics } from './metrics';

export interface AcceptParts {
  readonly script: Pick<ScriptPort, 'absorb'>;
  /** @returns the addresses of all other gateway pods, also of those that are ending. */
  readonly peers: () => readonly string[];
  readonly metrics: LimitsMetrics;
}

/** The longest message: 2,000 clients of some 26 characters each take a quarter of it. */
const MOST_BYTES = 256 * 1_024;
/** Nobody who has something to say needs longer. */
const BODY_MS = 1_000;

/**
 * Takes what clients used at another gateway pod, and hands it to NGINX. Only from the addresses of gateway
 * pods: whoever else could reach the port could shut clients out.
 */
export function acceptLimits({
  script,
  peers,
  metrics,
}: AcceptParts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const refuse = (status: number, why: string): void => {
      metrics.failed('refused');
      response.statusCode = status;
      // What was not read must not be taken for the next request.
      response.setHeader('connection', 'close');
      response.end(`${why}\n`);
    };
    const from = plainAddress(request.socket.remoteAddress ?? '');
    if (request.method !== 'POST') {
      refuse(405, 'POST it');
      return;
    }
    if (!peers().includes(from)) {
      refuse(403, 'not a gateway pod');
      return;
    }
    if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) {
      refuse(413, 'too long');
      return;
    }
    const told = parseConsumption(await readBody(request));
    if (told === undefined) {
      refuse(400, 'not a consumption');
      return;
    }
    try {
      await script.absorb(told);
      response.statusCode = 204;
      response.end();
    } catch {
      metrics.failed('absorb');
      response.statusCode = 503;
      response.end('NGINX does not take it\n');
    }
  };
}

/** A socket that listens for IPv6 too shows IPv4 addresses as ::ffff:192.0.2.1. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}

/** @returns the body; an empty text when it is too long, too slow or cut off. */
async function readBody(request: IncomingMessage): Promise<string> {
  const late = setTimeout(() => request.destroy(), BODY_MS);
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > MOST_BYTES) return '';
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  } catch {
    return '';
  } finally {
    clearTimeout(late);
  }
}
