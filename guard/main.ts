/**
 * The guard of one service. What its pod must give it stands in `guard/README.md`.
 */
import { KubeConfig } from '@kubernetes/client-node';
import { pino } from 'pino';
import { kubeClient } from '../kube/client';
import { systemClock } from '../kube/clock';
import { Lease } from '../kube/lease';
import { serveProbes } from '../kube/probes';
import { FIELD_MANAGERS, guardName } from '../model/names';
import { InvalidInputError } from '../model/problem';
import { prometheusAt } from '../prometheus/client';
import { guardCluster } from './cluster';
import { Guard } from './guard';
import { guardMetrics } from './metrics';
import { readGuardOptions } from './settings';

async function main(): Promise<void> {
  const { podName, settings, port } = readGuardOptions(process.argv.slice(2));
  const { service, namespace } = settings;
  const log = pino({ base: { service, pod: podName } });
  const credentials = new KubeConfig();
  credentials.loadFromDefault();
  const client = kubeClient(credentials);
  const date = (): Date => new Date();
  const metrics = guardMetrics(service);
  const guard = new Guard({
    settings,
    prometheus: prometheusAt({ url: settings.prometheus }),
    cluster: guardCluster(client, { service, namespace, podName }),
    lease: new Lease(
      client,
      {
        namespace,
        name: guardName(service),
        holder: podName,
        fieldManager: FIELD_MANAGERS.guard,
      },
      { now: () => systemClock.now(), date },
    ),
    metrics,
    clock: systemClock,
    date,
    log,
  });
  const probes = { '/live': () => guard.isLive, '/ready': () => guard.isReady };
  const served = await serveProbes({ probes, metrics }, port);
  const { prometheus } = settings;
  log.info({ port: served.port, prometheus, gates: settings.gates.length }, 'guard started');

  const terminate = (): void => {
    guard.stop();
    served.server.close();
    served.server.closeAllConnections();
  };
  process.once('SIGTERM', terminate);
  process.once('SIGINT', terminate);
  await guard.run();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof InvalidInputError ? error.message : error);
    process.exit(1);
  },
);
