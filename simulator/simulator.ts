import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { adminServer } from './admin';
import { FaultState } from './fault-state';
import { listen } from './http';
import type { Api } from './api';
import { mappingApi } from './mapping/mapping-api';
import { matchApi } from './match-api';
import { MatchService } from './match-service';
import { matchMetrics, simulatorMetrics, type SimulatorMetrics } from './metrics';
import { nextenApi, nextenAt } from './nexten';
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
  const metrics = simulatorMetrics(settings.service, settings.version);
  const { api, setPrecision } = makeApi(settings, metrics);
  const faults = new FaultState(({ precision }) => {
    setPrecision(precision);
  });
  let draining: Promise<void> | undefined;
  const service = serviceServer({
    version: settings.version,
    api,
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

interface PlayedApi {
  readonly api: Api;
  /** @param value - null goes back to the version's own. */
  readonly setPrecision: (value: number | null) => void;
}

function makeApi(settings: SimulatorSettings, { registry }: SimulatorMetrics): PlayedApi {
  const { service, version, nexten, mapping } = settings;
  // Precision is a matter of matching alone.
  const plain = (api: Api): PlayedApi => ({ api, setPrecision: () => undefined });
  if (service === 'nexten') return plain(nextenApi());
  if (service === 'mapping-dsl') return plain(mappingApi(version, mapping));
  const metrics = matchMetrics(registry, version);
  const ask = nexten.url === undefined ? undefined : nextenAt(nexten.url);
  const matches = new MatchService(version, ask, nexten.enabled);
  metrics.precision(matches.precision);
  return {
    api: matchApi(version, matches, metrics),
    setPrecision: (value) => {
      matches.setPrecision(value);
      metrics.precision(matches.precision);
    },
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
