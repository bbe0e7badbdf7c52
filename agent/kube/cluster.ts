import { z } from 'zod';
import {
  FIELD_MANAGERS,
  gatewaySelector,
  holdConfigMapName,
  POD_ANNOTATIONS,
  TRAFFIC_KEYS,
  trafficConfigMapName,
} from '../../model/names';
import type { Share } from '../../model/share';
import type { PodSight } from '../agreement';
import type { ReadyAddresses } from '../parts';
import type { PodNote } from '../state';
import type { KubeClient } from '../../kube/client';
import { applyData, configMapTarget, type ConfigMap } from '../../kube/config-map';
import { readSlice, readyAddresses, slicesOf, type Slice, type VersionService } from './endpoints';
import { listWatch, WATCH_TIMING, type WatchTarget, type WatchTiming } from '../../kube/list-watch';

type Data = Readonly<Record<string, string>>;

export interface ClusterListener {
  /** The ConfigMap as it now is; `undefined`: it does not exist. */
  readonly onTraffic: (data: Data | undefined) => void;
  readonly onHold: (data: Data | undefined) => void;
  readonly onPods: (pods: readonly PodSight[]) => void;
  readonly onEndpoints: (ready: ReadyAddresses) => void;
  /** Whether all watches work but that of the endpoints: without it the share is served and confirmed all the same. */
  readonly onConnected: (connected: boolean, reason?: Error) => void;
}

/** What the agent has to do with the API server. */
export interface ClusterPort {
  /** Watches until `signal` aborts. */
  watch(listener: ClusterListener, signal: AbortSignal): Promise<void>;
  /** Writes the agent's annotations on its own Pod. */
  annotate(note: PodNote): Promise<void>;
  /** Writes or removes `data.observed`; nothing else of the ConfigMap. */
  observe(value: Share | undefined): Promise<void>;
}

export interface ClusterIdentity {
  readonly service: string;
  readonly namespace: string;
  readonly podName: string;
  readonly podUid: string;
  /** The Services of the versions whose pods are watched. */
  readonly versions: readonly VersionService[];
}

const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    deletionTimestamp: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  status: z
    .object({
      podIP: z.string().optional(),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional(),
    })
    .optional(),
});

/** The real API server. */
export function kubeCluster(
  client: KubeClient,
  { service, namespace, podName, podUid, versions }: ClusterIdentity,
  timing: WatchTiming = WATCH_TIMING,
): ClusterPort {
  const base = `/api/v1/namespaces/${namespace}`;
  const traffic = trafficConfigMapName(service);
  let trafficUid: string | undefined;
  const configMap = (name: string) => configMapTarget(namespace, name);
  const pods: WatchTarget<PodSight> = {
    path: `${base}/pods`,
    selector: { labelSelector: selectorText(gatewaySelector(service)) },
    parse: readPod,
  };
  const slices: WatchTarget<Slice> = {
    path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    selector: { labelSelector: slicesOf(versions) },
    parse: readSlice,
  };

  return {
    async watch(listener, signal) {
      const working = new Map<string, boolean>();
      const connection = (watch: string) => (connected: boolean, reason?: Error) => {
        working.set(watch, connected);
        const all = working.size === 3 && [...working.values()].every(Boolean);
        listener.onConnected(all, reason);
      };
      const dataOf = (name: string, tell: (data: Data | undefined) => void) => ({
        onObjects: (objects: ReadonlyMap<string, ConfigMap>) => {
          const found = objects.get(name);
          if (name === traffic) trafficUid = found?.metadata.uid;
          tell(found && (found.data ?? {}));
        },
        onConnected: connection(name),
      });
      const hold = holdConfigMapName(service);
      const podListener = {
        onObjects: (objects: ReadonlyMap<string, PodSight>) => {
          listener.onPods([...objects.values()]);
        },
        onConnected: connection('pods'),
      };
      const sliceListener = {
        onObjects: (objects: ReadonlyMap<string, Slice>) => {
          listener.onEndpoints(readyAddresses([...objects.values()], versions));
        },
        onConnected: () => undefined,
      };
      await Promise.all([
        listWatch(client, configMap(hold), dataOf(hold, listener.onHold), signal, timing),
        listWatch(client, configMap(traffic), dataOf(traffic, listener.onTraffic), signal, timing),
        listWatch(client, pods, podListener, signal, timing),
        listWatch(client, slices, sliceListener, signal, timing),
      ]);
    },
    async annotate({ share, hash, condition }) {
      const annotations = {
        [POD_ANNOTATIONS.effectiveShare]: share === undefined ? null : String(share),
        [POD_ANNOTATIONS.configHash]: hash ?? null,
        [POD_ANNOTATIONS.condition]: condition ?? null,
      };
      await client.request({
        method: 'PATCH',
        path: `${base}/pods/${podName}`,
        query: { fieldManager: FIELD_MANAGERS.agent },
        body: {
          contentType: 'application/merge-patch+json',
          // With the uid a pod that took over the name is refused (409), not written to.
          json: { metadata: { uid: podUid, annotations } },
        },
      });
    },
    async observe(value) {
      if (trafficUid === undefined) throw new Error(`ConfigMap ${traffic} does not exist`);
      await applyData(client, {
        namespace,
        name: traffic,
        uid: trafficUid,
        fieldManager: FIELD_MANAGERS.agent,
        data: value === undefined ? {} : { [TRAFFIC_KEYS.observed]: String(value) },
      });
    },
  };
}

function readPod(object: unknown): PodSight {
  const { metadata, status } = podSchema.parse(object);
  const ready = status?.conditions?.some(
    (condition) => condition.type === 'Ready' && condition.status === 'True',
  );
  return {
    name: metadata.name,
    address: status?.podIP,
    serving: ready === true && metadata.deletionTimestamp === undefined,
    share: metadata.annotations?.[POD_ANNOTATIONS.effectiveShare],
  };
}

function selectorText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
