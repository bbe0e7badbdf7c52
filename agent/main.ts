/**
 * The agent beside each NGINX. What its pod must give it stands in `agent/README.md`.
 */
import { KubeConfig } from '@kubernetes/client-node';
import { pino } from 'pino';
import { InvalidInputError } from '../model/problem';
import { renderUpstreams, type UpstreamsFile } from '../model/upstreams';
import type { Share } from '../model/share';
import { systemClock } from './clock';
import { Driver } from './driver';
import { loadLastShare, saveLastShare, writeAtomically } from './files';
import { serveProbes } from './http';
import { kubeClient } from './kube/client';
import { kubeCluster } from './kube/cluster';
import { agentMetrics } from './metrics';
import { nginxControl } from './nginx/control';
import { readAgentOptions } from './settings';

/** The kubelet ends a pod's sidecars after its other containers; this only bounds a wait without one. */
const OUTLIVE_NGINX_MS = 10 * 60_000;
const NGINX_GONE_EVERY_MS = 100;

async function main(): Promise<void> {
  const { podName, podUid, settings, paths, port } = readAgentOptions(process.argv.slice(2));
  const { service, namespace } = settings;
  const log = pino({ base: { service, pod: podName } });
  const credentials = new KubeConfig();
  credentials.loadFromDefault();
  // At most 101 texts, asked for at every event.
  const rendered = new Map<Share, UpstreamsFile>();
  const render = (share: Share): UpstreamsFile => {
    const file = rendered.get(share) ?? renderUpstreams(settings, { share });
    rendered.set(share, file);
    return file;
  };
  const metrics = agentMetrics(service, (share) => render(share).hash);
  const nginx = nginxControl(paths);
  const driver = new Driver({
    self: podName,
    render,
    cluster: kubeCluster(kubeClient(credentials), { service, namespace, podName, podUid }),
    nginx,
    files: {
      writeUpstreams: (text) => writeAtomically(paths.upstreams, text),
      saveShare: (share) => saveLastShare(paths.lastShare, share),
      loadShare: () => loadLastShare(paths.lastShare),
    },
    metrics,
    clock: systemClock,
    log,
  });
  const probes = await serveProbes(driver, metrics, port);
  log.info({ port: probes.port, api: credentials.getCurrentCluster()?.server }, 'agent started');

  const terminate = (signal: string): void => {
    log.info({ signal }, 'ending once NGINX has');
    const end = Date.now() + OUTLIVE_NGINX_MS;
    const wait = setInterval(() => {
      if (nginx.master() !== undefined && Date.now() < end) return;
      clearInterval(wait);
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
