import type { Hold } from '../model/hold';
import type { Share } from '../model/share';
import type { DataRecord } from './cluster-port';
import { FakeCluster } from './fake-cluster';
import { readLastHold } from './last-hold';
import { release } from './release';
import type { CommandTarget } from './target';

const target: CommandTarget = {
  service: 'shop',
  namespace: 'shop',
  context: undefined,
  kubeconfig: undefined,
  stack: 'local',
};
const who = { reason: 'fixed in 2.0.1', by: 'alice', at: '2026-11-20T11:00:00Z' };
const held: Hold = {
  share: 0 as Share,
  reason: 'errors',
  by: 'guard',
  since: '2026-11-20T10:00:00Z',
  trigger: 'rollback',
  evidence: 'error rate 0.05',
};
const v2 = (ready: number) => ({ version: 'v2' as const, name: 'shop-v2', ready, wanted: 2 });
const LONG_MS = 5_000;

test('ends the hold and returns when the desired share is observed', async () => {
  const cluster = new FakeCluster('25', held);
  cluster.workloads = [v2(2)];
  const result = await release(cluster, target, who, LONG_MS);
  expect(result).toMatchObject({ written: true, released: held, effective: 25, observed: 25 });
  expect(cluster.hold?.data).toEqual({
    v2TrafficPercentage: '100',
    reason: '',
    by: '',
    since: '',
    trigger: '',
    evidence: '',
  });
});

test('keeps who held, why, and who released', async () => {
  const cluster = new FakeCluster('25', held);
  await release(cluster, target, who, LONG_MS);
  expect(readLastHold(cluster.hold)).toEqual({ ...held, released: who });
});

test('keeps no more of a long text than an annotation can carry', async () => {
  const cluster = new FakeCluster('25', { ...held, evidence: 'x'.repeat(300_000) });
  await release(cluster, target, who, LONG_MS);
  expect(readLastHold(cluster.hold)?.evidence).toBe(`${'x'.repeat(999)}…`);
});

test('writes nothing when no hold is in force', async () => {
  const cluster = new FakeCluster('25');
  const before = cluster.hold;
  await expect(release(cluster, target, who, LONG_MS)).resolves.toMatchObject({
    written: false,
    released: null,
    observed: 25,
  });
  expect(cluster.hold).toBe(before);
});

test('refuses to send traffic to a V2 without a ready pod', async () => {
  const cluster = new FakeCluster('25', held);
  cluster.workloads = [v2(0)];
  await expect(release(cluster, target, who, LONG_MS)).rejects.toMatchObject({
    exitCode: 3,
    message:
      'the share may not rise from 0 % to 25 %: V2 has no ready pod; make V2 ready first, at the present share',
  });
});

test('ends a hold that does not lower the share, whatever the state of V2', async () => {
  const cluster = new FakeCluster('0', held);
  cluster.workloads = [v2(0)];
  await expect(release(cluster, target, who, LONG_MS)).resolves.toMatchObject({ written: true });
});

test('clears a hold that cannot be read', async () => {
  const cluster = new FakeCluster('25');
  const { hold } = cluster;
  cluster.hold = { ...(hold as DataRecord), data: { v2TrafficPercentage: 'none' } };
  await expect(release(cluster, target, who, LONG_MS)).resolves.toMatchObject({
    written: true,
    released: null,
    observed: 25,
  });
});

test('fails when the share is not confirmed in time', async () => {
  const cluster = new FakeCluster('25', held);
  cluster.agents = false;
  await expect(release(cluster, target, who, 10)).rejects.toMatchObject({
    exitCode: 1,
    message:
      '25 % was not confirmed within 0.01 s (observed: 0 %); the hold is released\n  there is no gateway pod',
  });
});
