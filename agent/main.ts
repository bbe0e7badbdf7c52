/**
 * The agent beside each NGINX. What its pod must give it stands in `agent/README.md`.
 */
import { KubeConfig } from '@kubernetes/client-node';
import { pino } from 'pino';
import { VERSIONS, versionName } from '../model/names';
import { InvalidInputError } from '../model/problem';
import { renderUpstreams } from '../model/upstreams';
import { addressesOf } from '../model/upstreams-assignment';
import { systemClock } from '../kube/clock';
import { Driver } from './driver';
import { serveAgent } from './http';
import { kubeClient } from '../kube/client';
import { kubeCluster } from './kube/cluster';
import { LastScrape } from './last-scrape';
import { limitsBetween } from './limits/limits';
import { Copies } from './material/copies';
import { watchMounted } from './material/watch';
import { agentMetrics } from './metrics';
import { needsOf } from './needs';
import { nginxControl, reopenLogs } from './nginx/control';
import { askTotal } from './nginx/total';
import { RequestCounts } from './requests/request-counts';
import { nginxScript } from './script/nginx-script';
import { scriptMetrics } from './script/unlimited';
import { readAgentOptions } from './settings';
import { sharedVolume } from './shared-volume';

/** The kubelet ends a pod's sidecars after its other containers; this only bounds a wait without one. */
const OUTLIVE_NGINX_MS = 10 * 60_000;
const NGINX_GONE_EVERY_MS = 100;

async function main(): Promise<void> {
  const { podName, podUid, settings, paths, mounted, port } = readAgentOptions(
    process.argv.slice(2),
  );
  const { service, namespace, upstreams } = settings;
  const log = pino({ base: { service, pod: podName } });
  const credentials = new KubeConfig();
  credentials.loadFromDefault();
  const versions = VERSIONS.flatMap((version) => {
    const name = versionName(service, version);
    const to = upstreams[version];
    return to === undefined ? [] : [{ version, name, address: to.address }];
  });
  const identity = { service, namespace, podName, podUid, versions };
  const metrics = agentMetrics(service);
  const nginx = nginxControl(paths);
  const copies = new Copies(paths.folder);
  const requests = await RequestCounts.open({
    service,
    versions: versions.map(({ version }) => version),
    routes: settings.routes,
    paths,
    total: () => askTotal(paths.internalSocket),
    reopen: () => reopenLogs(paths.pid),
    clock: systemClock,
    date: Date.now,
    log,
  });
  const driver = new Driver({
    self: podName,
    needs: needsOf(settings),
    render: (dynamics) => {
      requests.learn(addressesOf(settings, dynamics));
      return renderUpstreams(settings, dynamics, paths.folder);
    },
    cluster: kubeCluster(kubeClient(credentials), identity),
    nginx,
    files: sharedVolume(paths, copies, mounted.script),
    watchMounted: (listener, signal) => watchMounted(mounted, copies, listener, signal),
    metrics,
    clock: systemClock,
    log,
  });
  const script = settings.script ? nginxScript(paths.internalSocket) : undefined;
  const scripted = script && scriptMetrics(service, script);
  const limits =
    script && settings.rateLimitExchange
      ? limitsBetween(service, podName, () => driver.state.pods, script, log)
      : undefined;
  const lastScrape = new LastScrape(systemClock);
  const shown = {
    contentType: metrics.contentType,
    text: async () => {
      lastScrape.seen();
      const parts = [metrics, requests, scripted, limits].flatMap((one) => one ?? []);
      return (await Promise.all(parts.map((one) => one.text()))).join('\n');
    },
  };
  const probes = await serveAgent(driver, shown, port, limits?.paths);
  requests.start();
  limits?.exchange.start();
  log.info({ port: probes.port, api: credentials.getCurrentCluster()?.server }, 'agent started');

  const terminate = (signal: string): void => {
    log.info({ signal }, 'ending once NGINX has');
    const end = Date.now() + OUTLIVE_NGINX_MS;
    const wait = setInterval(() => {
      if (nginx.master() !== undefined && Date.now() < end) return;
      if (lastScrape.isAwaited()) return;
      clearInterval(wait);
      requests.stop();
      limits?.exchange.stop();
      driver.stop();
      probes.server.close();
      probes.server.closeAllConnections();
    }, NGINX_GONE_EVERY_MS);
  };
  process.once('SIGTERM', terminate);
  process.once('SIGINT', terminate);
  await driver.run();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof InvalidInputError ? error.message : error);
    process.exit(1);
  },
);
