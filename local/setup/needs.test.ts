import { type Facts, unmetNeeds } from './needs.mjs';

const good: Facts = {
  context: false,
  node: '20.19.0',
  platform: 'linux',
  user: 0,
  hasAptGet: true,
  go: { version: '1.26.4', switches: false },
  oldestGo: '1.26.4',
  freeBytes: 10e9,
  isBuilt: false,
  home: '/home/ada/.cache/cutover',
};

describe('unmetNeeds', () => {
  it('is empty on a machine that just has everything', () => {
    expect(unmetNeeds(good)).toEqual([]);
  });

  it('names every unmet need of a Linux machine at once, each with its mend', () => {
    const facts: Facts = {
      ...good,
      node: '18.20.4',
      user: 1000,
      hasAptGet: false,
      go: undefined,
      freeBytes: 9.94e9,
    };
    expect(unmetNeeds(facts)).toEqual([
      "'node' (18.20.4) must be 20.19.0 or newer; install a newer Node.js.",
      "'user' (id 1000) must be root, who may make namespaces and mounts; run the command as root, or use a cluster of your own with `--context NAME`.",
      "'apt-get' (not found) must be there to install packages; use Debian or one made from it, or use a cluster of your own with `--context NAME`.",
      "'go' (not found) must be 1.26.4 or newer; install it and put it on PATH.",
      "'free disk at /home/ada/.cache/cutover' (9.9 GB) must be at least 10.0 GB; free some, or set CUTOVER_HOME to a folder on a larger disk.",
    ]);
  });

  it('says once that it is not Linux, and not what no Linux machine would lack', () => {
    expect(unmetNeeds({ ...good, platform: 'darwin', user: 501, hasAptGet: false })).toEqual([
      "'operating system' (darwin) must be linux for the embedded cluster; use a Linux machine, or use a cluster of your own with `--context NAME`.",
    ]);
  });

  it('asks only for Node where the cluster is somebody else’s', () => {
    const facts: Facts = {
      ...good,
      context: true,
      node: '20.18.3',
      platform: 'darwin',
      user: 501,
      hasAptGet: false,
      go: undefined,
      freeBytes: 0,
    };
    expect(unmetNeeds(facts)).toEqual([
      "'node' (20.18.3) must be 20.19.0 or newer; install a newer Node.js.",
    ]);
  });

  it.each([
    ['1.26.3', false, false],
    ['1.26.10', false, true],
    ['1.27', false, true],
    // Go 1.21 and newer fetch the version that a go.mod names, unless GOTOOLCHAIN is local.
    ['1.21.0', true, true],
    ['1.20.14', true, false],
  ])('of Go %s with switching %s is enough: %s', (version, switches, isEnough) => {
    expect(unmetNeeds({ ...good, go: { version, switches } })).toHaveLength(isEnough ? 0 : 1);
  });

  it('asks for less disk once the large things are built', () => {
    expect(unmetNeeds({ ...good, isBuilt: true, freeBytes: 2e9 })).toEqual([]);
    expect(unmetNeeds({ ...good, isBuilt: true, freeBytes: 1.9e9 })).toHaveLength(1);
  });
});
