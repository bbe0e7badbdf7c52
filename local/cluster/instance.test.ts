import { localPaths } from '../settings';
import { instanceOf } from './instance';

const paths = localPaths({ CUTOVER_HOME: '/home/cutover' });

test('the default instance has the plain name', () => {
  expect(instanceOf(paths)).toMatchObject({
    name: 'cutover',
    nodeName: 'cutover-node',
    netnsPath: '/run/netns/cutover',
    cgroup: 'cutover-cutover',
    folder: '/home/cutover/clusters/cutover',
    kubeconfig: '/home/cutover/clusters/cutover/kubeconfig',
    containerdSocket: '/run/cutover/cutover/containerd.sock',
  });
});

test('two instances share no name and no folder but that of the executables', () => {
  const { bin: one, ...first } = instanceOf(paths, 'one');
  const { bin: two, ...second } = instanceOf(paths, 'two');
  expect(one).toBe(two);
  const others = new Set<string>(Object.values(second));
  expect(Object.values(first).filter((value) => others.has(value))).toEqual([]);
});

test.each(['', 'Upper', '1st', 'a_b', '-a', 'a-', '../a', 'a'.repeat(21)])(
  'the name %p is refused with the rule',
  (name) => {
    expect(() => instanceOf(paths, name)).toThrow(
      `'name' (${name}) must be 1 to 20 lower-case letters, digits and inner dashes, first a letter; ` +
        'choose another --name',
    );
  },
);

test.each(['a', 'itest', 'a'.repeat(20), 'a-1'])('the name %p is taken', (name) => {
  expect(instanceOf(paths, name).name).toBe(name);
});
