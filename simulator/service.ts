import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Version } from '../model/names';
import type { Api, Handler } from './api';
import type { FaultState } from './fault-state';
import { BodyTooLongError, keepAliveServer, readBody } from './http';
import type { SimulatorMetrics } from './metrics';

const LONGEST_BODY = 64 * 1024;

const WRONG_BODY = Buffer.from('{"unexpected":true}');

export interface ServiceParts {
  readonly version: Version;
  readonly api: Api;
  readonly metrics: SimulatorMetrics;
  readonly faults: FaultState;
  /** Ends the process at once, as a crash does. */
  readonly crash: () => void;
  /** Whether this process is going down: not ready, and every reply closes its connection. */
  readonly draining: () => boolean;
}

/**
 * The service contract of a migrating service: `GET /health`, `GET /metrics`, its API by POST, a `version`
 * header in every reply.
 */
export function serviceServer(parts: ServiceParts): Server {
  const { version, api, metrics, faults, draining } = parts;
  const healthPaths = new Set(['/health', ...api.healthPaths]);

  const send = (
    response: ServerResponse,
    code: number,
    body: Buffer | string,
    type = JSON_TYPE,
  ) => {
    const headers: Record<string, string | number> = {
      version,
      'content-type': type,
      'content-length': Buffer.byteLength(body),
    };
    if (draining()) headers['connection'] = 'close';
    response.writeHead(code, headers).end(body);
  };

  const health = (response: ServerResponse): void => {
    const ready = !draining() && !faults.faults.notReady;
    const status = ready ? 'ok' : draining() ? 'draining' : 'not ready';
    send(response, ready ? 200 : 503, JSON.stringify({ status, version }));
  };

  const post = async (
    route: string,
    handler: Handler,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const body = await readBody(request, LONGEST_BODY);
    const started = performance.now();
    const injury = faults.next();
    if (injury === 'crash') {
      parts.crash();
      return;
    }
    // A hanging request keeps its connection until the client gives up or the process ends.
    if (injury === 'hang') return;
    const { addedLatencyMs, wrongBody } = faults.faults;
    if (addedLatencyMs > 0) await new Promise((resolve) => setTimeout(resolve, addedLatencyMs));
    const finish = (code: number, reply: Buffer | string): void => {
      send(response, code, reply);
      metrics.request(route, code, (performance.now() - started) / 1000);
    };
    if (injury === 'error') {
      finish(500, '{"error":"injected by the errorRate fault"}');
      return;
    }
    const reply = await handler(body);
    finish(reply.code, wrongBody && reply.code === 200 ? WRONG_BODY : reply.body);
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathOf(request);
    const handler = api.posts.get(path);
    if (handler) {
      if (request.method === 'POST') await post(path, handler, request, response);
      else send(response, 405, '{"error":"use POST"}');
      return;
    }
    request.resume();
    if (healthPaths.has(path)) health(response);
    else if (path === '/metrics')
      send(response, 200, await metrics.registry.metrics(), METRICS_TYPE);
    else send(response, 404, '{"error":"no such path"}');
  };

  return keepAliveServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else if (error instanceof BodyTooLongError)
        send(response, 413, JSON.stringify({ error: error.message }));
      else send(response, 500, JSON.stringify({ error: String(error) }));
    });
  });
}

const JSON_TYPE = 'application/json; charset=utf-8';
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
