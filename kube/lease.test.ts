import { ApiError, type ApiRequest, type KubeClient } from './client';
import { Lease, LEASE_TIMING } from './lease';

const PATH = '/apis/coordination.k8s.io/v1/namespaces/shop/leases/shop-guard';

/** An API server with one Lease. */
class LeaseServer implements KubeClient {
  reachable = true;
  writes = 0;
  private version = 1;
  private lease: Record<string, unknown> = { kind: 'Lease' };
  /** Called between a read and the write that follows. */
  between: () => Promise<void> = () => Promise.resolve();

  get spec(): Record<string, unknown> {
    return (this.lease['spec'] ?? {}) as Record<string, unknown>;
  }

  async request({ method, path, query, body }: ApiRequest): Promise<unknown> {
    if (!this.reachable) throw new Error('ECONNREFUSED');
    if (path !== PATH) throw new Error(`unexpected path ${path}`);
    if (method === 'GET') {
      return { ...this.lease, metadata: { name: 'shop-guard', resourceVersion: this.text } };
    }
    const { between } = this;
    this.between = () => Promise.resolve();
    await between();
    if (method !== 'PUT' || query?.['fieldManager'] !== 'cutover-guard') throw new Error(method);
    const { metadata, ...rest } = body?.json as { metadata: { resourceVersion: string } };
    if (metadata.resourceVersion !== this.text) throw new ApiError(409, 'conflict');
    this.version += 1;
    this.writes += 1;
    this.lease = rest;
    return {};
  }

  stream(): Promise<void> {
    throw new Error('not asked for');
  }

  private get text(): string {
    return String(this.version);
  }
}

describe('a Lease', () => {
  let server: LeaseServer;
  let now: number;
  const competitor = (holder: string, hoursOff = 0): Lease =>
    new Lease(
      server,
      { namespace: 'shop', name: 'shop-guard', holder, fieldManager: 'cutover-guard' },
      { now: () => now, date: () => new Date(1_800_000_000_000 + now + hoursOff * 3_600_000) },
    );

  beforeEach(() => {
    server = new LeaseServer();
    now = 1_000;
  });

  it('is held by the first that comes, and not by the second', async () => {
    const [a, b] = [competitor('a'), competitor('b')];
    await a.compete();
    await b.compete();
    expect([a.isHeld, b.isHeld]).toEqual([true, false]);
    expect(server.spec).toEqual({
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      renewTime: '2027-01-15T08:00:01.000000Z',
      acquireTime: '2027-01-15T08:00:01.000000Z',
      leaseTransitions: 1,
    });
  });

  it('is kept by renewing, for as long as one likes', async () => {
    const [a, b] = [competitor('a'), competitor('b')];
    for (let round = 0; round < 60; round += 1) {
      now += LEASE_TIMING.everyMs;
      await a.compete();
      await b.compete();
    }
    expect([a.isHeld, b.isHeld]).toEqual([true, false]);
    expect(server.spec).toMatchObject({ holderIdentity: 'a', leaseTransitions: 1 });
  });

  it('passes to another after its whole time, and never has two holders', async () => {
    const [a, b] = [competitor('a'), competitor('b')];
    await a.compete();
    const held: string[] = [];
    for (let second = 0; second <= 17; second += 1) {
      await b.compete();
      held.push(`${a.isHeld ? 'a' : ''}${b.isHeld ? 'b' : ''}`);
      now += 1_000;
    }
    expect(held.join(' ').trim()).toBe('a a a a a a a a a a      b b b');
    await a.compete();
    expect([a.isHeld, b.isHeld]).toEqual([false, true]);
  });

  it('is not taken over for a clock that differs by hours', async () => {
    const [a, b] = [competitor('a', -5), competitor('b', 5)];
    await a.compete();
    await b.compete();
    now += 2_000;
    await b.compete();
    expect(b.isHeld).toBe(false);
  });

  it('goes to one alone of two that take it over at once', async () => {
    const [a, b] = [competitor('a'), competitor('b')];
    server.between = () => b.compete();
    await a.compete();
    expect([a.isHeld, b.isHeld]).toEqual([false, true]);
  });

  it('is trusted for a while without the API server, and then no more', async () => {
    const a = competitor('a');
    await a.compete();
    server.reachable = false;
    now += LEASE_TIMING.trustMs - 1;
    await expect(a.compete()).rejects.toThrow('ECONNREFUSED');
    expect(a.isHeld).toBe(true);
    now += 1;
    expect(a.isHeld).toBe(false);
  });

  it('is free at once when its holder gives it up', async () => {
    const [a, b] = [competitor('a'), competitor('b')];
    await a.compete();
    await a.release();
    expect(a.isHeld).toBe(false);
    await b.compete();
    expect(b.isHeld).toBe(true);
    expect(server.spec).toMatchObject({ holderIdentity: 'b', leaseTransitions: 3 });
  });

  it('is given up quietly where that cannot be told, and not by those who do not hold it', async () => {
    const [a, b] = [competitor('a'), competitor('b')];
    await a.compete();
    await b.release();
    expect(server.writes).toBe(1);
    server.reachable = false;
    await a.release();
    expect(a.isHeld).toBe(false);
  });
});
