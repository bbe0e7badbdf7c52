import { once } from 'node:events';
import type { PodSight } from '../../../agent/agreement';
import type { ClusterListener, ClusterPort } from '../../../agent/kube/cluster';
import type { ReadyAddresses } from '../../../agent/parts';
import type { PodNote } from '../../../agent/state';
import type { Share } from '../../../model/share';

/** An API server with one gateway pod that is always ready, in memory. */
export class FakeCluster implements ClusterPort {
  private listener: ClusterListener | undefined;
  private reachable = false;
  private traffic: Record<string, string> | undefined;
  private hold: Record<string, string> | undefined;
  private ready: ReadyAddresses | undefined;
  note: PodNote | undefined;
  readonly notes: PodNote[] = [];
  readonly observedWrites: (Share | undefined)[] = [];

  constructor(private readonly podName: string) {}

  get observed(): string | undefined {
    return this.traffic?.['observed'];
  }

  setReachable(reachable: boolean): void {
    this.reachable = reachable;
    this.tell();
  }

  /** @param more - other data of the ConfigMap. */
  setDesired(desired: string, more: Readonly<Record<string, string>> = {}): void {
    const data = { v2TrafficPercentage: desired, phase: `at-${desired}`, ...more };
    this.traffic = { ...this.traffic, ...data };
    this.tell();
  }

  setHold(hold: string): void {
    this.hold = { v2TrafficPercentage: hold };
    this.tell();
  }

  setReady(ready: ReadyAddresses): void {
    this.ready = ready;
    this.tell();
  }

  async watch(listener: ClusterListener, signal: AbortSignal): Promise<void> {
    this.listener = listener;
    this.tell();
    if (!signal.aborted) await once(signal, 'abort');
  }

  async annotate(note: PodNote): Promise<void> {
    await this.answer();
    this.note = note;
    this.notes.push(note);
    this.tell();
  }

  async observe(value: Share | undefined): Promise<void> {
    await this.answer();
    this.observedWrites.push(value);
    this.traffic = { ...this.traffic };
    delete this.traffic['observed'];
    if (value !== undefined) this.traffic['observed'] = String(value);
    this.tell();
  }

  private async answer(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (!this.reachable) throw new Error('connect ECONNREFUSED');
  }

  private tell(): void {
    if (!this.reachable) {
      this.listener?.onConnected(false, new Error('connect ECONNREFUSED'));
      return;
    }
    this.listener?.onConnected(true);
    this.listener?.onTraffic(this.traffic);
    this.listener?.onHold(this.hold);
    this.listener?.onPods([this.pod()]);
    if (this.ready) this.listener?.onEndpoints(this.ready);
  }

  private pod(): PodSight {
    const share = this.note?.share;
    return {
      name: this.podName,
      serving: true,
      share: share === undefined ? undefined : String(share),
    };
  }
}
