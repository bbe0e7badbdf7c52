import type { KubeClient } from '../kube/client';
import { applyData, configMapTarget, type ConfigMap } from '../kube/config-map';
import { listWatch, WATCH_TIMING, type WatchTiming } from '../kube/list-watch';
import {
  FIELD_MANAGERS,
  holdConfigMapName,
  trafficConfigMapName,
  verdictConfigMapName,
} from '../model/names';
import type { Announcement } from './publish';
import type { Sight } from './situation';

type Data = Readonly<Record<string, string>>;

export interface GuardListener {
  /** What is known of the share, after each change. */
  readonly onSight: (sight: Sight) => void;
  /** What is stored; `undefined`: the ConfigMap does not exist. */
  readonly onVerdict: (data: Data | undefined) => void;
  /** Whether all watches work. */
  readonly onConnected: (connected: boolean, reason?: Error) => void;
}

/** What the guard has to do with the API server. */
export interface GuardCluster {
  /** Watches until `signal` aborts. */
  watch(listener: GuardListener, signal: AbortSignal): Promise<void>;
  /** Writes the data of `<service>-verdict`. @throws while that ConfigMap does not exist. */
  publish(data: Data): Promise<void>;
  /** Emits an event of the cluster. */
  announce(announcement: Announcement): Promise<void>;
}

export interface GuardIdentity {
  readonly service: string;
  readonly namespace: string;
  readonly podName: string;
}

/** The real API server. */
export function guardCluster(
  client: KubeClient,
  { service, namespace, podName }: GuardIdentity,
  timing: WatchTiming = WATCH_TIMING,
): GuardCluster {
  const traffic = trafficConfigMapName(service);
  const hold = holdConfigMapName(service);
  const verdict = verdictConfigMapName(service);
  let verdictUid: string | undefined;

  return {
    async watch(listener, signal) {
      const names = [traffic, hold, verdict];
      const working = new Map<string, boolean>();
      const found = new Map<string, ConfigMap | undefined>();
      const tell = (name: string): void => {
        if (name === verdict) {
          verdictUid = found.get(verdict)?.metadata.uid;
          listener.onVerdict(dataOf(found.get(verdict)));
        } else if (found.has(traffic) && found.has(hold)) {
          listener.onSight(sightOf(found.get(traffic), found.get(hold)));
        }
      };
      await Promise.all(
        names.map((name) =>
          listWatch(
            client,
            configMapTarget(namespace, name),
            {
              onObjects: (objects) => {
                found.set(name, objects.get(name));
                tell(name);
              },
              onConnected: (connected, reason) => {
                working.set(name, connected);
                listener.onConnected(
                  names.every((one) => working.get(one) === true),
                  reason,
                );
              },
            },
            signal,
            timing,
          ),
        ),
      );
    },
    async publish(data) {
      if (verdictUid === undefined) throw new Error(`ConfigMap ${verdict} does not exist`);
      const fieldManager = FIELD_MANAGERS.guard;
      await applyData(client, { namespace, name: verdict, uid: verdictUid, fieldManager, data });
    },
    async announce({ type, reason, message }) {
      const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
      const uid = verdictUid === undefined ? {} : { uid: verdictUid };
      const involvedObject = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        namespace,
        name: verdict,
        ...uid,
      };
      await client.request({
        method: 'POST',
        path: `/api/v1/namespaces/${namespace}/events`,
        query: { fieldManager: FIELD_MANAGERS.guard },
        body: {
          contentType: 'application/json',
          json: {
            apiVersion: 'v1',
            kind: 'Event',
            metadata: { generateName: `${verdict}.`, namespace },
            involvedObject,
            type,
            reason,
            message,
            count: 1,
            firstTimestamp: now,
            lastTimestamp: now,
            source: { component: FIELD_MANAGERS.guard, host: podName },
          },
        },
      });
    },
  };
}

/** A ConfigMap without data is there all the same. */
const dataOf = (configMap: ConfigMap | undefined): Data | undefined =>
  configMap && (configMap.data ?? {});

function sightOf(traffic: ConfigMap | undefined, hold: ConfigMap | undefined): Sight {
  const confirmed = traffic?.metadata.managedFields?.find(
    ({ manager }) => manager === FIELD_MANAGERS.agent,
  );
  return { traffic: dataOf(traffic), hold: dataOf(hold), observedSince: confirmed?.time };
}
