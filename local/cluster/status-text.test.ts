import { partNames, type PartName } from './parts';
import { statusText } from './status-text';

const pids = Object.fromEntries(partNames.map((part, index) => [part, index + 1])) as Record<
  PartName,
  number
>;
const handle = {
  name: 'one',
  netns: 'cutover-one',
  kubeconfig: '/kubeconfig',
  apiServer: 'https://127.0.0.1:6443',
  nodeName: 'one-node',
  containerdSocket: '/socket',
  pids,
};
const startedAt = '2026-11-20T16:00:00.000Z';

test('a cluster that is down says how to start it', () => {
  expect(statusText({ name: 'one', state: 'down', problems: [] })).toBe(
    "Cluster 'one' is down.\nStart it with: npm run cluster -- up --name one",
  );
});

test('a broken cluster names what is wrong first', () => {
  const text = statusText({
    name: 'cutover',
    state: 'broken',
    problems: ['etcd does not run'],
    startedAt,
    handle,
  });
  const lines = text.split('\n');
  expect(lines.slice(0, 3)).toEqual([
    "Cluster 'cutover' is broken since 2026-11-20T16:00:00.000Z.",
    '  problem: etcd does not run',
    '  etcd                     1',
  ]);
  expect(lines.at(-1)).toBe('Start it with: npm run cluster -- up');
});

test('a cluster that is up shows each part with its process id', () => {
  const lines = statusText({ name: 'one', state: 'up', problems: [], startedAt, handle }).split(
    '\n',
  );
  expect(lines).toHaveLength(1 + partNames.length + 2);
  expect(lines.at(-1)).toBe('  kubeconfig /kubeconfig');
});
