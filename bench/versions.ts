import { CoreV1Api } from '@kubernetes/client-node';
import { INSTANCE_LABEL, VERSION_LABEL, type Version } from '../model/names';
import type { Stand } from './stand';

/** A version, or a companion, that the simulator plays, small enough for several of them on one machine. */
export const simulated = {
  image: 'cutover.local/cutover:local',
  command: ['node', '/app/simulator.js'],
  resources: { limits: { cpu: '1', memory: '192Mi' }, requests: { cpu: '20m', memory: '64Mi' } },
};

/** Ports of the versions in the service file. */
const PORTS = { v1: 5062, v2: 5070 } as const;

const FOLDER = '/etc/bench';
const RECORDS = '/bench/records';

/**
 * What answers every request at once with the same reply, at a hundredth of what the simulator costs: for figures in
 * which the versions are not to be seen.
 *
 * @param version - what it calls itself in its replies.
 */
export function answering(port: number, version: string, recording = false) {
  const file = `${FOLDER}/nginx.conf`;
  return {
    image: 'cutover.local/nginx:local',
    command: ['nginx', '-e', 'stderr', '-c', file, '-g', 'daemon off;'],
    resources: { limits: { cpu: '1', memory: '64Mi' }, requests: { cpu: '5m', memory: '8Mi' } },
    files: { [file]: nginxConf(port, version, recording) },
  };
}

/** Both versions as {@link answering} has them. */
export const answeringVersions = {
  v1: answering(PORTS.v1, 'v1'),
  v2: answering(PORTS.v2, 'v2'),
};

/** The same, for {@link recordsOf}. */
export const recordingVersions = {
  v1: answering(PORTS.v1, 'v1', true),
  v2: answering(PORTS.v2, 'v2', true),
};

function nginxConf(port: number, version: string, recording: boolean): string {
  const accessLog = recording ? '/tmp/records records if=$recorded' : 'off';
  return `pid /tmp/nginx.pid;
events { worker_connections 4096; }
http {
    log_format records $request;
    map $request_uri $recorded { /health 0; ${RECORDS} 0; default 1; }
    access_log ${accessLog};
    keepalive_requests 1000000;
    client_body_temp_path /tmp/client-body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;
    server {
        listen ${port};
        default_type application/json;
        add_header version ${version};
        location = ${RECORDS} { alias /tmp/records; }
        location / { return 200 '{"matches":[{"id":1,"score":0.93}]}'; }
    }
}
`;
}

/** @returns the first line of every request that came to a pod of either version, probes left out. */
export async function recordsOf({ kubeConfig, namespace, service }: Stand): Promise<string[]> {
  const { items } = await kubeConfig.makeApiClient(CoreV1Api).listNamespacedPod({
    namespace,
    labelSelector: `${INSTANCE_LABEL}=${service},${VERSION_LABEL}`,
  });
  const lines = await Promise.all(
    items.map(async ({ metadata, status }) => {
      const version = metadata?.labels?.[VERSION_LABEL] as Version;
      const url = `http://${status?.podIP ?? ''}:${PORTS[version]}${RECORDS}`;
      const reply = await fetch(url);
      if (!reply.ok) throw new Error(`${metadata?.name ?? ''} does not tell what it got`);
      return (await reply.text()).split('\n').filter(Boolean);
    }),
  );
  return lines.flat();
}
