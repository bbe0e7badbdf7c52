import { Watch, type KubeConfig, type V1ConfigMap } from '@kubernetes/client-node';
import { trafficConfigMapName, TRAFFIC_KEYS } from '../../model/names';
import { monotonicMs } from '../load/clock';

/** When a value of the traffic ConfigMap was first seen by a watch. */
interface Sighting {
  readonly key: 'desired' | 'observed';
  readonly value: string;
  /** On the machine's monotonic clock. */
  readonly atMs: number;
}

/** How long one change of the share took to arrive. */
export interface Propagation {
  /** When the new desired share was in the API, on the machine's monotonic clock. */
  readonly writtenMs: number;
  /** From there until every ready gateway pod had confirmed that it serves it. */
  readonly milliseconds: number;
}

/**
 * Watches the traffic ConfigMap of one service, and remembers when which share was asked for and observed. Both
 * ends of a measurement come through the same watch, so its own delay cancels out.
 */
export class ShareWatch {
  private readonly sightings: Sighting[] = [];
  private readonly last: Partial<Record<Sighting['key'], string>> = {};
  private abort: AbortController | undefined;
  private ended = false;

  constructor(
    private readonly kubeConfig: KubeConfig,
    private readonly namespace: string,
    private readonly service: string,
  ) {}

  async start(): Promise<void> {
    if (this.ended) return;
    this.abort = await new Watch(this.kubeConfig).watch(
      `/api/v1/namespaces/${this.namespace}/configmaps`,
      { fieldSelector: `metadata.name=${trafficConfigMapName(this.service)}` },
      (type, map: V1ConfigMap) => {
        if (type !== 'DELETED') this.note(map.data ?? {});
      },
      // The API server ends a watch after some minutes.
      () => {
        setTimeout(() => void this.start(), 100);
      },
    );
  }

  stop(): void {
    this.ended = true;
    this.abort?.abort();
  }

  /**
   * @returns the last change to this desired share; `undefined` when it was not seen from write to confirmation.
   */
  propagation(share: number): Propagation | undefined {
    const written = this.sightings.findLast(
      ({ key, value }) => key === 'desired' && value === String(share),
    );
    if (!written) return undefined;
    const observed = this.sightings.find(
      ({ key, value, atMs }) =>
        key === 'observed' && value === String(share) && atMs >= written.atMs,
    );
    if (!observed) return undefined;
    return { writtenMs: written.atMs, milliseconds: observed.atMs - written.atMs };
  }

  private note(data: Readonly<Record<string, string>>): void {
    const atMs = monotonicMs();
    for (const key of ['desired', 'observed'] as const) {
      const value = data[TRAFFIC_KEYS[key]];
      if (value === undefined || value === this.last[key]) continue;
      this.last[key] = value;
      this.sightings.push({ key, value, atMs });
    }
  }
}
