import type { Version } from '../model/names';
import type { InnerService } from './service-proxy';

/** One entry of who last wrote what on an object. */
interface Writing {
  /** Field manager. */
  readonly manager: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Keys of `data` that it owns. */
  readonly keys: readonly string[];
}

/** A ConfigMap as far as the commands look at it. */
export interface DataRecord {
  readonly data: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly resourceVersion: string;
  readonly writings: readonly Writing[];
}

/** What one gateway pod says of itself. */
export interface GatewayPod {
  readonly name: string;
  readonly ready: boolean;
  /** Pending, Running, Succeeded, Failed, Unknown, or Terminating. */
  readonly phase: string;
  /** The share that it confirms to serve, as it wrote it; absent before its first. */
  readonly share: string | undefined;
  readonly configHash: string | undefined;
  /** Why it does not serve the effective share. */
  readonly condition: string | undefined;
}

/** Pods of one version. */
export interface VersionWorkload {
  readonly version: Version;
  readonly name: string;
  readonly ready: number;
  /** Pods wanted. */
  readonly wanted: number;
}

export type Subject = 'traffic' | 'hold' | 'verdict' | 'pods' | 'workloads';

/** The hold has been written by somebody else since it was read. */
export class HoldConflictError extends Error {}

/**
 * What the commands need of a cluster, for one service in one namespace. Every call gives up by itself
 * within seconds, with a {@link CommandFailure} that tells what to do.
 */
export interface ClusterPort {
  /** @returns undefined when there is no such ConfigMap. */
  readTraffic(): Promise<DataRecord | undefined>;
  readHold(): Promise<DataRecord | undefined>;
  /** What the guard has found last. */
  readVerdict(): Promise<DataRecord | undefined>;
  /**
   * Writes the whole hold and takes over its fields.
   *
   * @param resourceVersion - of the hold that was read; undefined when there was none.
   * @throws HoldConflictError when the hold is no longer the one that was read.
   */
  writeHold(
    hold: Pick<DataRecord, 'data' | 'annotations'>,
    resourceVersion: string | undefined,
  ): Promise<void>;
  gatewayPods(): Promise<readonly GatewayPod[]>;
  /** @returns the gateway's host as its clients reach it; undefined when there is no gateway. */
  gatewayHost(): Promise<string | undefined>;
  /**
   * Posts a form to a Service, from wherever the cluster itself is reached.
   *
   * @throws whatever keeps it from being answered.
   */
  post(
    service: InnerService,
    path: string,
    form: URLSearchParams,
    signal: AbortSignal,
  ): Promise<Response>;
  versionWorkloads(): Promise<readonly VersionWorkload[]>;
  /** Names of namespaces; empty when they may not be listed. */
  namespaces(): Promise<readonly string[]>;
  /** Services that have a traffic ConfigMap; empty when they may not be listed. */
  services(): Promise<readonly { readonly service: string; readonly namespace: string }[]>;
  /**
   * Calls `wake` whenever one of the subjects may have changed, until the signal. Does not promise to miss
   * nothing: whoever waits also looks by itself from time to time.
   */
  watch(subjects: readonly Subject[], wake: () => void, signal: AbortSignal): void;
}
