import { hierarchies } from './cgroups';

test('version 1 has one hierarchy per mount, beside a version 2 without controllers', () => {
  const mounts = `tmpfs /sys/fs/cgroup tmpfs rw,relatime,mode=755 0 0
cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,nosuid,cpu,cpuacct 0 0
cgroup /sys/fs/cgroup/systemd cgroup rw,relatime,name=systemd 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0
/dev/vda / ext4 rw 0 0
`;
  expect(hierarchies(mounts)).toEqual([
    {
      path: '/sys/fs/cgroup/cpu,cpuacct',
      version: 1,
      controllers: ['rw', 'nosuid', 'cpu', 'cpuacct'],
    },
    { path: '/sys/fs/cgroup/systemd', version: 1, controllers: ['rw', 'relatime', 'name=systemd'] },
    { path: '/sys/fs/cgroup/unified', version: 2, controllers: [] },
  ]);
});

test('version 2 has a single hierarchy', () => {
  expect(hierarchies('cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev 0 0\n')).toEqual([
    { path: '/sys/fs/cgroup', version: 2, controllers: [] },
  ]);
});

test('mounts of cgroups elsewhere are left alone', () => {
  expect(hierarchies('cgroup2 /var/lib/other/cgroup cgroup2 rw 0 0\n')).toEqual([]);
});
