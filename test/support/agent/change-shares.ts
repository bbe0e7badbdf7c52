import { KubeConfig } from '@kubernetes/client-node';
import { kubeClient } from '../../../kube/client';
import { kubeCluster } from '../../../agent/kube/cluster';
import type { PodSight } from '../../../agent/agreement';
import { trafficConfigMapName } from '../../../model/names';
import { REPLICAS, SERVICE } from './gateway-manifests';

/** One change, in milliseconds from just before its API write was sent. */
export interface ChangeTimes {
  readonly share: number;
  /** The API server had answered the write. */
  readonly written: number;
  /** Every gateway pod had confirmed the share. */
  readonly confirmed: number;
  /** `data.observed` had the share. */
  readonly observed: number;
}

const CHANGE_LIMIT_MS = 30_000;

/** Changes the desired share again and again and times how long the gateway takes to confirm it. */
async function changeShares(shares: readonly number[]): Promise<ChangeTimes[]> {
  const credentials = new KubeConfig();
  credentials.loadFromDefault();
  const client = kubeClient(credentials);
  const none = { podName: 'none', podUid: 'none', versions: [] };
  const identity = { service: SERVICE, namespace: SERVICE, ...none };
  let pods: readonly PodSight[] = [];
  let observed: string | undefined;
  let notice: () => void = () => undefined;
  const stopping = new AbortController();
  const watching = kubeCluster(client, identity).watch(
    {
      onTraffic: (data) => {
        observed = data?.['observed'];
        notice();
      },
      onHold: () => undefined,
      onPods: (now) => {
        pods = now;
        notice();
      },
      onEndpoints: () => undefined,
      onConnected: () => undefined,
    },
    stopping.signal,
  );
  const when = (holds: () => boolean) =>
    new Promise<number>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`not confirmed in ${CHANGE_LIMIT_MS} ms: ${JSON.stringify(pods)}`));
      }, CHANGE_LIMIT_MS);
      const before = notice;
      notice = () => {
        before();
        if (!holds()) return;
        clearTimeout(late);
        resolve(performance.now());
      };
      notice();
    });

  const times: ChangeTimes[] = [];
  for (const share of shares) {
    notice = () => undefined;
    const text = String(share);
    const began = performance.now();
    const confirmed = when(
      () => pods.length === REPLICAS && pods.every((pod) => pod.share === text),
    );
    const agreed = when(() => observed === text);
    await client.request({
      method: 'PATCH',
      path: `/api/v1/namespaces/${SERVICE}/configmaps/${trafficConfigMapName(SERVICE)}`,
      body: {
        contentType: 'application/merge-patch+json',
        json: { data: { v2TrafficPercentage: text } },
      },
    });
    const written = performance.now();
    times.push({
      share,
      written: written - began,
      confirmed: (await confirmed) - began,
      observed: (await agreed) - began,
    });
  }
  stopping.abort();
  await watching;
  return times;
}

/** Prints the times of as many changes as asked for, as JSON. */
const count = Number(process.argv[2]);
const shares = Array.from({ length: count }, (_, index) => (37 * (index + 1)) % 101);
changeShares(shares).then(
  (times) => process.stdout.write(`${JSON.stringify(times)}\n`),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  },
);
