import { holdData, type Hold } from '../model/hold';
import type { Share } from '../model/share';
import type { DataRecord } from './cluster-port';
import { FakeCluster } from './fake-cluster';
import { renderLastHold } from './last-hold';
import { readStatus } from './status-view';
import type { CommandTarget } from './target';

const target: CommandTarget = {
  service: 'shop',
  namespace: 'shop-staging',
  context: 'kind-kind',
  kubeconfig: undefined,
  stack: undefined,
};
const hold: Hold = {
  share: 5 as Share,
  reason: 'errors',
  by: 'guard',
  since: '2026-11-20T10:00:02Z',
  trigger: 'rollback',
  evidence: 'error rate 0.05',
};

test('shows the shares and the hold with the command that releases it', async () => {
  const status = await readStatus(new FakeCluster('25', hold), target);
  expect(status).toMatchObject({
    desired: 25,
    effective: 5,
    observed: 5,
    settled: true,
    phase: 'ab-tests',
    hold: {
      ...hold,
      release: 'cutover release --service shop --namespace shop-staging --reason "…"',
    },
    problems: [],
  });
});

test('is not settled while the pods confirm another share', async () => {
  const cluster = new FakeCluster('25');
  cluster.agents = false;
  cluster.putHold(holdData(hold));
  const { effective, observed, settled } = await readStatus(cluster, target);
  expect({ effective, observed, settled }).toEqual({ effective: 5, observed: 25, settled: false });
});

test('tells what is wrong with the ConfigMaps and leaves the rest unknown', async () => {
  const cluster = new FakeCluster('12.5');
  cluster.hold = undefined;
  const status = await readStatus(cluster, target);
  expect(status).toMatchObject({ desired: null, effective: null, hold: null, settled: false });
  expect(status.problems).toEqual([
    `ConfigMap shop-traffic: 'data.v2TrafficPercentage' ("12.5") must be a whole number from 0 to 100, written in digits alone; write it by 'pulumi up'`,
    "ConfigMap shop-hold is missing; create it by 'cutover rollback', or by 'pulumi up --refresh'",
  ]);
});

test('lists who changed what, latest first', async () => {
  const cluster = new FakeCluster('25', hold);
  const traffic = cluster.traffic as DataRecord;
  cluster.traffic = {
    ...traffic,
    writings: [
      { manager: 'pulumi', at: '2026-11-20T10:00:00Z', keys: ['v2TrafficPercentage', 'phase'] },
      { manager: 'cutover-agent', at: '2026-11-20T10:00:03Z', keys: ['observed'] },
      { manager: 'kubectl', at: '2026-11-20T09:00:00Z', keys: [] },
    ],
  };
  const earlier = { ...hold, reason: 'slow', since: '2026-11-20T08:00:00Z' };
  const released = { reason: 'fixed', by: 'alice', at: '2026-11-20T08:30:00Z' };
  const annotations = { 'cutover.dev/last-hold': renderLastHold(earlier, released) };
  cluster.hold = { ...(cluster.hold as DataRecord), annotations };
  expect((await readStatus(cluster, target)).changes).toEqual([
    { at: '2026-11-20T10:00:03Z', what: 'observed share 5 %', by: 'cutover-agent' },
    { at: '2026-11-20T10:00:02Z', what: 'hold at 5 %: errors', by: 'guard' },
    { at: '2026-11-20T10:00:00Z', what: 'desired share 25 %', by: 'pulumi' },
    { at: '2026-11-20T08:30:00Z', what: 'hold released: fixed', by: 'alice' },
    { at: '2026-11-20T08:00:00Z', what: 'hold at 5 %: slow', by: 'guard' },
  ]);
});

test.each(['not JSON', '{"share":5}'])('does without a last hold that reads %s', async (text) => {
  const cluster = new FakeCluster('25');
  const annotations = { 'cutover.dev/last-hold': text };
  cluster.hold = { ...(cluster.hold as DataRecord), annotations };
  expect((await readStatus(cluster, target)).changes).toEqual([]);
});
