import { holdData, NO_HOLD } from '../model/hold';
import type { Share } from '../model/share';
import { FakeCluster } from './fake-cluster';
import { CommandFailure, EXIT } from './failure';
import type { StatusView } from './status-view';
import type { CommandTarget } from './target';
import { watchStatus } from './watch-status';

const target: CommandTarget = {
  service: 'shop',
  namespace: 'shop',
  context: undefined,
  kubeconfig: undefined,
  stack: 'local',
};
const hold = holdData({ ...NO_HOLD, share: 5 as Share, by: 'guard', reason: 'errors' });

test('shows every change until it is ended', async () => {
  const cluster = new FakeCluster('25');
  const end = new AbortController();
  const seen: StatusView[] = [];
  const show = (status: StatusView): void => {
    seen.push(status);
    if (seen.length === 1) cluster.putHold(hold);
    else if (status.settled) end.abort();
  };
  await watchStatus(cluster, target, show, () => undefined, end.signal);
  expect(seen[0]).toMatchObject({ effective: 25, observed: 25 });
  expect(seen.at(-1)).toMatchObject({ effective: 5, observed: 5 });
  expect(cluster.watches).toBe(0);
});

test('goes on when the cluster does not answer for a while', async () => {
  const cluster = new FakeCluster('25');
  const end = new AbortController();
  const events: string[] = [];
  const show = (status: StatusView): void => {
    events.push(`observed ${String(status.observed)}`);
    if (events.length > 1) {
      end.abort();
      return;
    }
    jest.spyOn(cluster, 'gatewayPods').mockRejectedValueOnce(new CommandFailure(EXIT.fail, 'gone'));
    cluster.putHold(hold);
  };
  await watchStatus(cluster, target, show, (message) => events.push(message), end.signal);
  expect(events).toEqual(['observed 25', 'gone', 'observed 5']);
});

test('ends when the cluster never answered', async () => {
  const cluster = new FakeCluster('25');
  jest.spyOn(cluster, 'gatewayPods').mockRejectedValue(new CommandFailure(EXIT.fail, 'gone'));
  const never = new AbortController().signal;
  const watching = watchStatus(
    cluster,
    target,
    () => undefined,
    () => undefined,
    never,
  );
  await expect(watching).rejects.toThrow('gone');
  expect(cluster.watches).toBe(0);
});
