import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeClient } from '../../kube/client';
import { listWatch, WATCH_TIMING, type WatchTiming } from '../../kube/list-watch';
import {
  readNamespace,
  readPod,
  readPolicy,
  type Namespace,
  type Pod,
  type Policy,
} from './kube-objects';
import type { World } from './matches';
import { ruleset } from './ruleset';

export interface EngineOptions {
  readonly client: KubeClient;
  /** Puts a ruleset in force in one step. */
  readonly apply: (text: string) => Promise<void>;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
  readonly timing?: WatchTiming;
}

export interface Engine {
  /** Whether what was last heard of the API server is in force. */
  readonly isReady: () => boolean;
  /** Ends when the signal aborts. */
  readonly ended: Promise<void>;
}

/** Changes come in bursts, such as those of a rollout: one write for what arrives within this many milliseconds. */
const GATHER_MS = 20;
const RETRY_MS = 1_000;

/** Keeps the rules of this network namespace as the cluster's policies want them. */
export function startEngine({ client, apply, log, signal, timing }: EngineOptions): Engine {
  const seen: { -readonly [Part in keyof World]?: World[Part] } = {};
  let inForce: string | undefined;
  let wanted: string | undefined;
  let writing = false;

  async function write(): Promise<void> {
    if (writing) return;
    writing = true;
    while (wanted !== inForce && !signal.aborted) {
      const text = wanted ?? '';
      try {
        await apply(text);
        inForce = text;
      } catch (error) {
        log(`The rules could not be written: ${(error as Error).message}`);
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
    writing = false;
  }

  let timer: NodeJS.Timeout | undefined;
  const changed = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      const { policies, pods, namespaces } = seen;
      // Half a view would let through, or drop, what the whole one does not.
      if (policies === undefined || pods === undefined || namespaces === undefined) return;
      wanted = ruleset({ policies, pods, namespaces });
      void write();
    }, GATHER_MS);
  };

  const follow = <T>(
    path: string,
    read: (object: unknown) => T,
    tell: (all: readonly T[]) => void,
  ): Promise<void> =>
    listWatch(
      client,
      { path, selector: { labelSelector: '' }, parse: read, keyOf },
      {
        onObjects: (objects) => {
          tell([...objects.values()]);
          changed();
        },
        onConnected: (connected, reason) => {
          if (!connected) log(`${path}: ${reason?.message ?? 'lost'}`);
        },
      },
      signal,
      timing ?? WATCH_TIMING,
    );
  const ended = Promise.all([
    follow<Policy>('/apis/networking.k8s.io/v1/networkpolicies', readPolicy, (all) => {
      seen.policies = all;
    }),
    follow<Pod | undefined>('/api/v1/pods', readPod, (all) => {
      seen.pods = all.filter((pod) => pod !== undefined);
    }),
    follow<Namespace>('/api/v1/namespaces', readNamespace, (all) => {
      seen.namespaces = all;
    }),
  ]).then(() => {
    clearTimeout(timer);
  });
  return {
    isReady: () => timer === undefined && wanted !== undefined && wanted === inForce,
    ended,
  };
}

/** Names are unique in a namespace only. */
function keyOf(object: unknown): string {
  const { metadata } = object as { metadata: { name: string; namespace?: string } };
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
