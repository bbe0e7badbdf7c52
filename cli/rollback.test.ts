import { holdData, NO_HOLD } from '../model/hold';
import type { Share } from '../model/share';
import { FakeCluster } from './fake-cluster';
import { CommandFailure, EXIT } from './failure';
import { rollback } from './rollback';
import type { CommandTarget } from './target';

const target: CommandTarget = {
  service: 'shop',
  namespace: 'shop',
  context: undefined,
  kubeconfig: undefined,
  stack: 'local',
};
const request = { to: 0 as Share, reason: 'errors', by: 'bob', since: '2026-11-20T10:00:00Z' };
/** Far above what a fake needs; only a failing test waits for it. */
const LONG_MS = 5_000;

async function failure(promise: Promise<unknown>): Promise<CommandFailure> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  if (error instanceof CommandFailure) return error;
  throw new Error('expected a CommandFailure', { cause: error });
}

test('writes the hold and returns when it is observed', async () => {
  const cluster = new FakeCluster('25');
  const told: string[] = [];
  const result = await rollback(cluster, target, request, LONG_MS, (hold, written) => {
    told.push(`${hold.share} ${written}`);
  });
  expect(result).toMatchObject({
    written: true,
    desired: 25,
    previous: 25,
    effective: 0,
    observed: 0,
  });
  expect(told).toEqual(['0 true']);
  expect(cluster.hold?.data).toEqual({
    v2TrafficPercentage: '0',
    reason: 'errors',
    by: 'bob',
    since: '2026-11-20T10:00:00Z',
    trigger: 'manual',
    evidence: '',
  });
});

test('leaves no watch open', async () => {
  const cluster = new FakeCluster('25');
  await rollback(cluster, target, request, LONG_MS);
  expect(cluster.watches).toBe(0);
});

test('keeps the record of the hold that was released last', async () => {
  const cluster = new FakeCluster('25');
  cluster.putHold(holdData(NO_HOLD), { 'cutover.dev/last-hold': '{"share":5}' });
  await rollback(cluster, target, request, LONG_MS);
  expect(cluster.hold?.annotations).toEqual({ 'cutover.dev/last-hold': '{"share":5}' });
});

test('reads the hold again when somebody else wrote it meanwhile, and does not raise theirs', async () => {
  const cluster = new FakeCluster('50');
  cluster.beforeWrite = () => {
    cluster.beforeWrite = () => undefined;
    cluster.putHold(holdData({ ...NO_HOLD, share: 0 as Share, by: 'guard', reason: 'errors' }));
  };
  const error = await failure(rollback(cluster, target, { ...request, to: 25 as Share }, LONG_MS));
  expect(error.exitCode).toBe(EXIT.refused);
  expect(error.message).toContain('would raise the hold at 0 % by guard');
  expect(cluster.hold?.data['by']).toBe('guard');
});

test('tells what each gateway pod says when the share is not confirmed in time', async () => {
  const cluster = new FakeCluster('25');
  cluster.agents = false;
  const pod = { configHash: undefined, condition: undefined, ready: true, phase: 'Running' };
  cluster.pods = [
    { ...pod, name: 'gateway-a', share: '0' },
    { ...pod, name: 'gateway-b', share: '25', condition: 'NGINX refused the configuration' },
    { ...pod, name: 'gateway-c', ready: false, share: undefined },
    { ...pod, name: 'gateway-d', ready: false, phase: 'Pending', share: undefined },
  ];
  const error = await failure(rollback(cluster, target, request, 10));
  expect(error.exitCode).toBe(EXIT.fail);
  expect(error.message).toBe(
    [
      '0 % was not confirmed within 0.01 s (observed: 25 %); the hold is in force',
      '  gateway-a: ready, serves 0 %',
      '  gateway-b: ready, serves 25 %: NGINX refused the configuration',
      '  gateway-c: not ready, has confirmed no share',
      '  gateway-d: Pending, has confirmed no share',
    ].join('\n'),
  );
  expect(cluster.hold?.data['v2TrafficPercentage']).toBe('0');
});

test('does not believe an observed share that a ready gateway pod does not carry', async () => {
  const cluster = new FakeCluster('25', { share: 0 as Share, by: 'guard', reason: 'errors' });
  const pod = { configHash: undefined, condition: undefined, ready: true, phase: 'Running' };
  cluster.pods = [{ ...pod, name: 'gateway-a', share: '25' }];
  const error = await failure(rollback(cluster, target, request, 10));
  expect(error.message).toBe(
    '0 % was not confirmed within 0.01 s (observed: 0 %); the hold is in force\n  gateway-a: ready, serves 25 %',
  );
  cluster.pods = [
    { ...pod, name: 'gateway-a', share: '0' },
    { ...pod, name: 'gateway-b', share: '25', ready: false },
  ];
  await expect(rollback(cluster, target, request, LONG_MS)).resolves.toMatchObject({ observed: 0 });
});

test('says that the hold stands when the API server is gone after it', async () => {
  const cluster = new FakeCluster('25');
  const gone = new CommandFailure(EXIT.fail, 'cannot read ConfigMap shop-traffic');
  const error = await failure(
    rollback(cluster, target, request, 10, () => {
      jest.spyOn(cluster, 'readTraffic').mockRejectedValue(gone);
    }),
  );
  expect(error.message).toBe(
    'the hold is in force, but nothing confirms it: cannot read ConfigMap shop-traffic',
  );
});

test('goes on waiting when the API server is gone for a moment', async () => {
  const cluster = new FakeCluster('25');
  const gone = new CommandFailure(EXIT.fail, 'cannot read ConfigMap shop-traffic');
  const result = await rollback(cluster, target, request, LONG_MS, () => {
    jest.spyOn(cluster, 'readTraffic').mockRejectedValueOnce(gone);
  });
  expect(result.observed).toBe(0);
});

test('fails when the hold is released by somebody else before it was confirmed', async () => {
  const cluster = new FakeCluster('25');
  cluster.agents = false;
  const error = await failure(
    rollback(cluster, target, request, LONG_MS, () => {
      cluster.putHold(holdData(NO_HOLD));
    }),
  );
  expect(error.message).toBe(
    'the hold was changed to 100 % by somebody else before it was confirmed',
  );
});

test('writes a hold where none can be read, and waits for at most that share', async () => {
  const cluster = new FakeCluster('25');
  cluster.hold = undefined;
  const result = await rollback(cluster, target, request, LONG_MS);
  expect(result).toMatchObject({ written: true, previous: null, observed: 0 });
});

test('lowers although the desired share is no share', async () => {
  const cluster = new FakeCluster('0');
  const { traffic } = cluster;
  if (!traffic) throw new Error('the fake has a traffic ConfigMap');
  cluster.traffic = { ...traffic, data: { ...traffic.data, v2TrafficPercentage: '12.5' } };
  const result = await rollback(cluster, target, request, LONG_MS);
  expect(result).toMatchObject({ desired: null, effective: null, observed: 0 });
});

test('names the nearest service when there is none of that name', async () => {
  const cluster = new FakeCluster('25');
  cluster.traffic = undefined;
  cluster.knownServices = [{ service: 'shops', namespace: 'shop' }];
  const error = await failure(rollback(cluster, target, request, LONG_MS));
  expect(error.message).toBe(
    "no service 'shop' in namespace 'shop' (ConfigMap shop-traffic is missing). Did you mean 'shops'?",
  );
});

test('names the namespace that the service is in', async () => {
  const cluster = new FakeCluster('25');
  cluster.traffic = undefined;
  cluster.knownNamespaces = ['default', 'shop-staging'];
  cluster.knownServices = [{ service: 'shop', namespace: 'shop-staging' }];
  const error = await failure(rollback(cluster, target, request, LONG_MS));
  expect(error.message).toBe(
    "no namespace 'shop' in this cluster; service 'shop' is in namespace 'shop-staging'",
  );
});
