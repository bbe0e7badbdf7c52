import { z } from 'zod';
import { ApiError, type KubeClient } from './client';

/** Which Lease is competed for, and by whom. It exists already: nobody here may make one. */
export interface LeaseIdentity {
  readonly namespace: string;
  readonly name: string;
  /** Unique among the competitors: the name of the Pod. */
  readonly holder: string;
  readonly fieldManager: string;
}

export interface LeaseTiming {
  /** Others wait for so long after the last renewal that they have seen, in milliseconds. */
  readonly durationMs: number;
  /** The holder itself counts on it for so long only: it stops before the others may begin. */
  readonly trustMs: number;
  /** Milliseconds between two looks. */
  readonly everyMs: number;
}

/** As the control plane of Kubernetes times its own. */
export const LEASE_TIMING: LeaseTiming = { durationMs: 15_000, trustMs: 10_000, everyMs: 2_000 };

/** Milliseconds of a clock that never goes back, and the time of day. */
interface LeaseClock {
  now(): number;
  date(): Date;
}

const leaseSchema = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string() }),
  spec: z
    .looseObject({
      holderIdentity: z.string().nullish(),
      renewTime: z.string().nullish(),
      acquireTime: z.string().nullish(),
      leaseDurationSeconds: z.number().nullish(),
      leaseTransitions: z.int().nullish(),
    })
    .nullish(),
});

type LeaseObject = z.infer<typeof leaseSchema>;

/**
 * One of several competitors for a Lease, as client-go does it: whoever holds it renews it, and another takes it over
 * only after it has stood unchanged for its whole time. The time of day in it is written for people alone: how long it
 * has stood each measures by a clock of its own, so that clocks that differ make no second holder.
 */
export class Lease {
  /** What the Lease said last, and since when it has stood so. */
  private seen: { readonly record: string; readonly since: number } | undefined;
  private renewedAt: number | undefined;

  constructor(
    private readonly client: KubeClient,
    private readonly identity: LeaseIdentity,
    private readonly clock: LeaseClock,
    private readonly timing: LeaseTiming = LEASE_TIMING,
  ) {}

  /** Whether this competitor may act now. */
  get isHeld(): boolean {
    return this.renewedAt !== undefined && this.clock.now() - this.renewedAt < this.timing.trustMs;
  }

  /**
   * Looks once, and renews or takes over what it may.
   *
   * @throws when the API server cannot be asked; then what is held is held for as long as it is trusted.
   */
  async compete(): Promise<void> {
    const { holder } = this.identity;
    // From before the request: the others may have seen it from then on.
    const asked = this.clock.now();
    const lease = await this.read();
    const { holderIdentity, renewTime, leaseTransitions } = lease.spec ?? {};
    const record = JSON.stringify([holderIdentity, renewTime, leaseTransitions]);
    if (this.seen?.record !== record) this.seen = { record, since: asked };
    const isOurs = holderIdentity === holder;
    if (!isOurs) this.renewedAt = undefined;
    const isFree = holderIdentity == null || holderIdentity === '';
    if (!isOurs && !isFree && asked - this.seen.since < this.timing.durationMs) return;
    if (await this.write(lease, holder)) this.renewedAt = asked;
  }

  /** Gives it up, so that nobody has to wait. Never rejects: else it ends by itself. */
  async release(): Promise<void> {
    if (!this.isHeld) return;
    this.renewedAt = undefined;
    try {
      const lease = await this.read();
      if (lease.spec?.holderIdentity === this.identity.holder) await this.write(lease, '');
    } catch {
      // The others wait for its end.
    }
  }

  private get path(): string {
    const { namespace, name } = this.identity;
    return `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${name}`;
  }

  private async read(): Promise<LeaseObject> {
    return leaseSchema.parse(await this.client.request({ method: 'GET', path: this.path }));
  }

  /** @returns whether it was written; false when somebody else was faster. */
  private async write(lease: LeaseObject, holder: string): Promise<boolean> {
    const now = this.clock.date().toISOString().replace('Z', '000Z');
    const before = lease.spec ?? {};
    const isSame = before.holderIdentity === holder;
    const spec = {
      ...before,
      holderIdentity: holder,
      leaseDurationSeconds: Math.ceil(this.timing.durationMs / 1_000),
      renewTime: now,
      acquireTime: isSame ? before.acquireTime : now,
      leaseTransitions: (before.leaseTransitions ?? 0) + (isSame ? 0 : 1),
    };
    try {
      await this.client.request({
        method: 'PUT',
        path: this.path,
        query: { fieldManager: this.identity.fieldManager },
        // Refused when the Lease is not the one that was read any more.
        body: { contentType: 'application/json', json: { ...lease, spec } },
      });
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) return false;
      throw error;
    }
  }
}
