import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { adminServer } from './admin';
import { FaultState } from './fault-state';
import { listen } from './http';
import { MatchService } from './match-service';
import { simulatorMetrics } from './metrics';
import { serviceServer } from './service';
import type { SimulatorSettings } from './settings';

/** A running simulated version. */
export interface Simulator {
  /** Port of the service. */
  readonly port: number;
  /** Port of the admin API. */
  readonly adminPort: number;
  /** Goes down without failing a request, as SIGTERM asks; may be called again. */
  drain(): Promise<void>;
  /** Closes everything at once. */
  close(): void;
}

/** @param crash - ends the process at once; in a test it may only take note. */
export async function startSimulator(
  settings: SimulatorSettings,
  crash: () => void,
): Promise<Simulator> {
  const metrics = simulatorMetrics(settings.version);
  const matches = new MatchService(settings.version);
  metrics.precision(matches.precision);
  const faults = new FaultState(({ precision }) => {
    matches.setPrecision(precision);
    metrics.precision(matches.precision);
  });
  let draining: Promise<void> | undefined;
  const service = serviceServer({
    version: settings.version,
    matches,
    metrics,
    faults,
    crash,
    draining: () => draining !== undefined,
  });
  const admin = adminServer(faults, crash);
  const close = (): void => {
    for (const server of [service, admin]) {
      server.close();
      server.closeAllConnections();
    }
  };
  return {
    port: await listen(service, settings.port),
    adminPort: await listen(admin, settings.adminPort),
    drain: () => (draining ??= drain(service, settings.drain).then(close)),
    close,
  };
}

/**
 * Not ready from now on; each reply closes its connection, so that the gateway moves on without a
 * request under way. New connections are still taken until the endpoints have surely been forgotten
 * (`minMs`); after that as soon as none is open, at the latest after `maxMs`.
 */
async function drain(server: Server, { minMs, maxMs }: SimulatorSettings['drain']): Promise<void> {
  const started = performance.now();
  await sleep(minMs);
  while (performance.now() - started < maxMs && (await openConnections(server)) > 0)
    await sleep(50);
}

function openConnections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => {
      if (error) reject(error);
      else resolve(count);
    });
  });
}
