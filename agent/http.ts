import type { RequestListener, Server } from 'node:http';
import { serveProbes, type Shown } from '../kube/probes';
import { isReady } from './machine';
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
export async function serveAgent(
  agent: Probed,
  metrics: Shown,
  port: number,
  others: Readonly<Record<string, RequestListener>> = {},
): Promise<{ readonly server: Server; readonly port: number }> {
  const probes = {
    '/live': () => agent.idleMs < HANGS_AFTER_MS,
    '/started': () => agent.state.nginx.file !== undefined,
    '/ready': () => isReady(agent.state),
  };
  return serveProbes({ probes, metrics, others }, port);
}
