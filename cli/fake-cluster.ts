import { holdData, NO_HOLD, parseHold, type Hold } from '../model/hold';
import { TRAFFIC_KEYS } from '../model/names';
import { effectiveShare, parseShare } from '../model/share';
import {
  HoldConflictError,
  type ClusterPort,
  type DataRecord,
  type GatewayPod,
  type Subject,
  type VersionWorkload,
} from './cluster-port';
import type { InnerService } from './service-proxy';

/** A cluster in memory, for tests. Its agents confirm the effective share as soon as it is asked for. */
export class FakeCluster implements ClusterPort {
  traffic: DataRecord | undefined;
  hold: DataRecord | undefined;
  verdict: DataRecord | undefined;
  pods: GatewayPod[] = [];
  workloads: VersionWorkload[] = [];
  knownNamespaces: string[] = ['shop'];
  knownServices: { service: string; namespace: string }[] = [];
  /** Where the gateway is; undefined: nowhere. */
  gateway: string | undefined;
  /** What Services answer. */
  answer: (service: InnerService, path: string, form: URLSearchParams) => Promise<Response> = () =>
    Promise.reject(new Error('nobody is there'));
  /** Whether the agents do their work. */
  agents = true;
  /** Called before a hold is written: what somebody else does at that moment. */
  beforeWrite: () => void = () => undefined;
  #version = 1;
  #wakes: (() => void)[] = [];

  constructor(desired: string, hold: Partial<Hold> = {}) {
    this.traffic = this.record({ v2TrafficPercentage: desired, phase: 'ab-tests' });
    this.hold = this.record(holdData({ ...NO_HOLD, ...hold }));
    this.confirm();
  }

  readTraffic(): Promise<DataRecord | undefined> {
    return Promise.resolve(this.traffic);
  }

  readHold(): Promise<DataRecord | undefined> {
    return Promise.resolve(this.hold);
  }

  readVerdict(): Promise<DataRecord | undefined> {
    return Promise.resolve(this.verdict);
  }

  /** Writes what the guard has found. */
  putVerdict(data: Readonly<Record<string, string>>): void {
    this.verdict = this.record(data);
    for (const wake of this.#wakes) wake();
  }

  writeHold(
    { data, annotations }: Pick<DataRecord, 'data' | 'annotations'>,
    resourceVersion: string | undefined,
  ): Promise<void> {
    this.beforeWrite();
    if (resourceVersion !== undefined && resourceVersion !== this.hold?.resourceVersion) {
      return Promise.reject(new HoldConflictError('the object has been modified'));
    }
    this.putHold(data, annotations);
    return Promise.resolve();
  }

  /** Writes the hold as somebody else would. */
  putHold(
    data: Readonly<Record<string, string>>,
    annotations: DataRecord['annotations'] = {},
  ): void {
    this.hold = this.record(data, annotations);
    // As in life, the agents confirm after the write has been answered.
    setImmediate(() => {
      this.confirm();
    });
  }

  /** Writes the desired share as an update of the stack does. */
  writeTraffic(desired: string): void {
    this.traffic = this.record({ v2TrafficPercentage: desired, phase: 'ab-tests' });
    this.confirm();
  }

  gatewayPods(): Promise<readonly GatewayPod[]> {
    return Promise.resolve(this.pods);
  }

  post(service: InnerService, path: string, form: URLSearchParams): Promise<Response> {
    return this.answer(service, path, form);
  }

  gatewayHost(): Promise<string | undefined> {
    return Promise.resolve(this.gateway);
  }

  versionWorkloads(): Promise<readonly VersionWorkload[]> {
    return Promise.resolve(this.workloads);
  }

  namespaces(): Promise<readonly string[]> {
    return Promise.resolve(this.knownNamespaces);
  }

  services(): Promise<readonly { service: string; namespace: string }[]> {
    return Promise.resolve(this.knownServices);
  }

  watch(_subjects: readonly Subject[], wake: () => void, signal: AbortSignal): void {
    this.#wakes.push(wake);
    signal.addEventListener('abort', () => {
      this.#wakes = this.#wakes.filter((other) => other !== wake);
    });
  }

  /** Number of watches that are open. */
  get watches(): number {
    return this.#wakes.length;
  }

  private record(
    data: Readonly<Record<string, string>>,
    annotations: DataRecord['annotations'] = {},
  ): DataRecord {
    return { data, annotations, resourceVersion: String(this.#version++), writings: [] };
  }

  private confirm(): void {
    const desired = parseShare(this.traffic?.data[TRAFFIC_KEYS.desired] ?? '');
    if (!this.agents || !this.traffic || desired === undefined || !this.hold) return;
    const share = effectiveShare(desired, parseHold(this.hold.data, 'shop-hold').share);
    const data = { ...this.traffic.data, [TRAFFIC_KEYS.observed]: String(share) };
    this.traffic = this.record(data, this.traffic.annotations);
    for (const wake of this.#wakes) wake();
  }
}
