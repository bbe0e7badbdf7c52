import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { adminServer } from './admin';
import { FaultState } from './fault-state';
import { NO_FAULTS, type Faults } from './faults';
import { listen } from '../kube/listen';
import type { Api } from './api';
import { mappingApi } from './mapping/mapping-api';
import { matchApi } from './match-api';
import { MatchService } from './match-service';
import { mappingMetrics, matchMetrics, simulatorMetrics, type SimulatorMetrics } from './metrics';
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
  const { api, report } = makeApi(settings, metrics);
  report(NO_FAULTS);
  const faults = new FaultState(report);
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
  /** Reports the figures that the faults ask for, and the version's own for the others. */
  readonly report: (faults: Faults) => void;
}

function makeApi(settings: SimulatorSettings, { registry }: SimulatorMetrics): PlayedApi {
  const { service, version, nexten, mapping } = settings;
  if (service === 'nexten') return { api: nextenApi(), report: () => undefined };
  if (service === 'mapping-dsl') {
    return { api: mappingApi(version, mapping), report: mappingMetrics(registry, version) };
  }
  const metrics = matchMetrics(registry, version);
  const ask = nexten.url === undefined ? undefined : nextenAt(nexten.url);
  const matches = new MatchService(version, ask, nexten.enabled);
  return {
    api: matchApi(version, matches, metrics),
    report: (faults) => {
      matches.setPrecision(faults.precision);
      metrics.precision(matches.precision);
      metrics.business(faults);
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
