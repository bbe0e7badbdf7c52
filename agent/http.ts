import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isReady } from './machine';
import type { AgentMetrics } from './metrics';
import type { AgentState } from './state';

/** What the probes ask of. */
export interface Probed {
  readonly state: AgentState;
  readonly idleMs: number;
}

/** NGINX is looked at every second: an agent that has not for so long hangs and is to be restarted. */
const HANGS_AFTER_MS = 30_000;

/**
 * Serves `/live`, `/started`, `/ready` and `/metrics`.
 *
 * @param port - 0 takes any free one.
 * @param others - what answers at further paths.
 * @returns the listening server and its port.
 */
export async function serveProbes(
  agent: Probed,
  metrics: Pick<AgentMetrics, 'text' | 'contentType'>,
  port: number,
  others: Readonly<Record<string, RequestListener>> = {},
): Promise<{ readonly server: Server; readonly port: number }> {
  const probes: Record<string, () => boolean> = {
    '/live': () => agent.idleMs < HANGS_AFTER_MS,
    '/started': () => agent.state.nginx.file !== undefined,
    '/ready': () => isReady(agent.state),
  };
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (path === '/metrics') {
      void sendMetrics(metrics, response);
      return;
    }
    const other = others[path];
    if (other !== undefined) {
      other(request, response);
      return;
    }
    const probe = probes[path];
    const passes = probe?.();
    response.statusCode = passes === undefined ? 404 : passes ? 200 : 503;
    response.end(`${passes === undefined ? 'unknown path' : passes ? 'ok' : 'not yet'}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

async function sendMetrics(
  metrics: Pick<AgentMetrics, 'text' | 'contentType'>,
  response: ServerResponse,
): Promise<void> {
  try {
    const text = await metrics.text();
    response.setHeader('content-type', metrics.contentType);
    response.end(text);
  } catch (error) {
    response.statusCode = 500;
    response.end(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}
