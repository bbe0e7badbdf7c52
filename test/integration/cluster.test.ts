import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { down, status, up, type ClusterHandle } from '../../local/cluster/cluster';
import { startPart, stopPart } from '../../local/cluster/control';
import { instanceOf } from '../../local/cluster/instance';
import { localPaths, projectRoot } from '../../local/settings';
import { autoscaler, claim, deployment, service, serviceAddress, volume } from './cluster-workload';

// A cluster of its own, started, broken and ended at will: beside the one in which this test may run.
const name = 'itest';
const paths = localPaths();
const instance = instanceOf(paths, name);
const run = promisify(execFile);

jest.setTimeout(180_000);

/**
 * Only the images that the cluster itself needs: the rest of a pod's file system comes from this machine, and any
 * build of them will do.
 */
async function importOwn(socket: string): Promise<void> {
  const files = await readdir(paths.images);
  for (const image of ['pause', 'coredns']) {
    const archive = files.find((file) => new RegExp(`^${image}-.*\\.tar$`).test(file));
    if (archive === undefined) {
      throw new Error(
        `The image 'cutover.local/${image}' must be built first; run \`npm run setup\`.`,
      );
    }
    const containerd = ['--address', socket, '--namespace', 'k8s.io'];
    await run('ctr', [...containerd, 'images', 'import', join(paths.images, archive)]);
  }
}

const start = () => up({ paths, name, importImages: importOwn });

const inside = (...command: readonly string[]) =>
  run('nsenter', [`--net=${instance.netnsPath}`, '--', ...command]);

async function kubectl(...args: readonly string[]): Promise<string> {
  const { stdout } = await inside(
    join(paths.bin, 'kubectl'),
    `--kubeconfig=${instance.kubeconfig}`,
    ...args,
  );
  return stdout.trim();
}

/** Applies objects by way of a file, as `kubectl` reads no arguments for them. */
async function apply(...items: readonly object[]): Promise<void> {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const child = spawn(
    'nsenter',
    [
      `--net=${instance.netnsPath}`,
      '--',
      join(paths.bin, 'kubectl'),
      `--kubeconfig=${instance.kubeconfig}`,
      ...['apply', '-f', '-'],
    ],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  child.stdin.end(list);
  expect(await once(child, 'exit')).toEqual([0, null]);
}

async function eventually<Value>(ask: () => Promise<Value>, holds: (value: Value) => boolean) {
  const deadline = Date.now() + 100_000;
  for (;;) {
    const value = await ask();
    if (holds(value) || Date.now() > deadline) return value;
    await delay(500);
  }
}

const fetchText = (url: string) =>
  `fetch('${url}').then(async (reply) => process.stdout.write(await reply.text()))`;

afterAll(() => down({ paths, name }));

describe('a running cluster', () => {
  let handle: ClusterHandle;
  let panicBefore: string;

  beforeAll(async () => {
    await down({ paths, name });
    panicBefore = await readFile('/proc/sys/kernel/panic', 'utf8');
    handle = await start();
    await apply(deployment, service, autoscaler, volume, claim);
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
  });

  test('its node is Ready', async () => {
    const ready = '-o=jsonpath={.status.conditions[?(@.type=="Ready")].status}';
    expect(await kubectl('get', 'node', handle.nodeName, ready)).toBe('True');
  });

  test('starting it again changes nothing', async () => {
    expect(await start()).toEqual(handle);
  });

  test('service addresses answer on the node', async () => {
    const { stdout } = await inside(process.execPath, '-e', fetchText(`http://${serviceAddress}`));
    expect(stdout).toMatch(/^from web-/);
  });

  test('service names answer in a pod, which exec reaches', async () => {
    const command = [process.execPath, '-e', fetchText('http://web.default.svc.cluster.local')];
    expect(await kubectl('exec', 'deployment/web', '--', ...command)).toMatch(/^from web-/);
  });

  test('exec hands on the exit code', async () => {
    const command = [process.execPath, '-e', 'process.exit(7)'];
    await expect(kubectl('exec', 'deployment/web', '--', ...command)).rejects.toMatchObject({
      code: 7,
    });
  });

  test('names outside do not exist, and there is no route to them', async () => {
    const lookup = `require('dns').lookup('example.com', (error) => process.stdout.write(error.code))`;
    const command = [process.execPath, '-e', lookup];
    expect(await kubectl('exec', 'deployment/web', '--', ...command)).toBe('ENOTFOUND');
    await expect(inside('ip', 'route', 'get', '203.0.113.1')).rejects.toThrow(
      'Network is unreachable',
    );
  });

  test('a claim binds to a volume made for it', async () => {
    const phase = () => kubectl('get', 'pvc', 'data', '-o=jsonpath={.status.phase}');
    expect(await eventually(phase, (found) => found === 'Bound')).toBe('Bound');
  });

  test('the machine’s own folders and kernel settings stay as they are', async () => {
    const links = await readdir('/var/log/containers').catch(() => []);
    expect(links.filter((link) => link.startsWith('web-'))).toEqual([]);
    expect(await readFile('/proc/sys/kernel/panic', 'utf8')).toBe(panicBefore);
  });

  test('the API server comes back with its data after it was stopped', async () => {
    await stopPart(paths, name, 'kube-apiserver');
    await expect(kubectl('get', '--raw=/readyz')).rejects.toThrow('was refused');
    expect((await status({ paths, name })).problems).toEqual(['kube-apiserver does not run']);
    await startPart(paths, name, 'kube-apiserver');
    const ready = () => kubectl('get', '--raw=/readyz').catch(() => '');
    expect(await eventually(ready, (found) => found === 'ok')).toBe('ok');
    expect(await kubectl('get', 'service', 'web', '-o=name')).toBe('service/web');
  });

  test('the autoscaler reads real CPU', async () => {
    const query = '-o=jsonpath={.status.currentMetrics[0].resource.current.averageUtilization}';
    const utilization = () => kubectl('get', 'hpa', 'web', query);
    expect(await eventually(utilization, (found) => found !== '')).toMatch(/^\d+$/);
  });
});

describe('after a fault', () => {
  test.each(['containerd', 'kubelet'] as const)(
    'a cluster whose %s was killed starts anew',
    async (part) => {
      const before = await start();
      process.kill(before.pids[part], 'SIGKILL');
      const gone = () => status({ paths, name });
      const { problems } = await eventually(gone, ({ state }) => state === 'broken');
      expect(problems).toEqual([`${part} does not run`]);
      const after = await start();
      expect(after.pids[part]).not.toBe(before.pids[part]);
      expect((await status({ paths, name })).state).toBe('up');
    },
  );

  test('a start that is killed takes all of it along, and the next one starts', async () => {
    await down({ paths, name });
    const main = ['--import', 'tsx', 'local/cluster/main.ts', 'up', '--name', name];
    const starting = spawn(process.execPath, main, { cwd: projectRoot, stdio: 'ignore' });
    await eventually(processes, (found) => found.some((line) => line.includes('kube-apiserver')));
    starting.kill('SIGKILL');
    await once(starting, 'exit');
    expect(await eventually(processes, (found) => found.length === 0)).toEqual([]);
    await start();
    expect((await status({ paths, name })).state).toBe('up');
  });
});

describe('after down', () => {
  beforeAll(async () => {
    await start();
    await apply(deployment);
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    await down({ paths, name });
  });

  test('no process is left', async () => {
    expect(await processes()).toEqual([]);
  });

  test('no mount is left', async () => {
    const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
    const ours = [instance.folder, instance.runFolder, instance.netnsPath];
    expect(mounts.filter((mount) => ours.some((path) => mount.includes(path)))).toEqual([]);
  });

  test('no network namespace and no folder of sockets is left', () => {
    expect([existsSync(instance.netnsPath), existsSync(instance.runFolder)]).toEqual([
      false,
      false,
    ]);
  });

  test('no cgroup is left', async () => {
    const hierarchies = await readdir('/sys/fs/cgroup');
    const places = ['', ...hierarchies].map((each) =>
      join('/sys/fs/cgroup', each, instance.cgroup),
    );
    expect(places.filter((place) => existsSync(place))).toEqual([]);
  });

  test('it counts as down', async () => {
    expect(await status({ paths, name })).toEqual({ name, state: 'down', problems: [] });
  });
});

/** The command lines of all processes that belong to the cluster. */
async function processes(): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const lines = ids.map(async (id) => {
    const text = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    const cgroups = await readFile(`/proc/${id}/cgroup`, 'utf8').catch(() => '');
    return cgroups.includes(`/${instance.cgroup}/`) ? text.replaceAll('\0', ' ') : '';
  });
  return (await Promise.all(lines)).filter((line) => line !== '');
}
