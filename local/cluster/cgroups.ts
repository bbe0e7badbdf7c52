import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Instance } from './instance';

/** One mounted hierarchy: one per controller in version 1, a single one in version 2. */
interface Hierarchy {
  readonly path: string;
  readonly version: 1 | 2;
  /** In version 1; for example `cpuset`. */
  readonly controllers: readonly string[];
}

/** @param mounts - the text of `/proc/self/mounts`. */
export function hierarchies(mounts: string): readonly Hierarchy[] {
  return mounts.split('\n').flatMap((line): Hierarchy[] => {
    const [, path, type, options = ''] = line.split(' ');
    // A second mount of the same hierarchy, such as another cluster's, is not below this one.
    if (path === undefined || !path.startsWith('/sys/fs/cgroup')) return [];
    if (type === 'cgroup') return [{ path, version: 1, controllers: options.split(',') }];
    return type === 'cgroup2' ? [{ path, version: 2, controllers: [] }] : [];
  });
}

async function mounted(): Promise<readonly Hierarchy[]> {
  return hierarchies(await readFile('/proc/self/mounts', 'utf8'));
}

/**
 * Makes the instance's own cgroup in each hierarchy.
 *
 * @returns the files to which a process writes its id in order to join the cluster's own programs.
 */
export async function createCgroups(instance: Instance): Promise<readonly string[]> {
  const joins: string[] = [];
  for (const { path, version, controllers } of await mounted()) {
    const root = join(path, instance.cgroup);
    // In version 2 only leaves hold processes, and pods will be children of the root.
    const parts = join(root, 'parts');
    if (version === 2) await enableControllers(path);
    await mkdir(root, { recursive: true });
    if (controllers.includes('cpuset')) await copyCpuset(path, root);
    if (version === 2) await enableControllers(root);
    await mkdir(parts, { recursive: true });
    if (controllers.includes('cpuset')) await copyCpuset(root, parts);
    joins.push(join(parts, 'cgroup.procs'));
  }
  return joins;
}

/** A new cpuset of version 1 is empty, and an empty one takes no process. */
async function copyCpuset(from: string, to: string): Promise<void> {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    await writeFile(join(to, file), await readFile(join(from, file)));
  }
}

/** In version 2, what the kubelet limits and counts; the machine's other controllers stay as they are. */
const neededControllers = ['cpu', 'cpuset', 'hugetlb', 'memory', 'pids'];

async function enableControllers(folder: string): Promise<void> {
  const offered = (await readFile(join(folder, 'cgroup.controllers'), 'utf8')).trim().split(' ');
  for (const controller of neededControllers.filter((each) => offered.includes(each))) {
    await writeFile(join(folder, 'cgroup.subtree_control'), `+${controller}`);
  }
}

/** Ends every process that is left in the instance's cgroups and removes them. */
export async function removeCgroups(instance: Instance): Promise<void> {
  const roots = (await mounted()).map(({ path }) => join(path, instance.cgroup));
  const deadline = Date.now() + 15_000;
  for (;;) {
    const left = (await Promise.all(roots.map(removeTree))).flat();
    if (left.length === 0) return;
    if (Date.now() > deadline) {
      throw new Error(
        `The cgroups of cluster '${instance.name}' could not be removed: ${left.join(', ')}; ` +
          `see which process holds them with 'cat ${left[0] ?? ''}/cgroup.procs'`,
      );
    }
    await delay(50);
  }
}

/** @returns the cgroups that could not be removed yet. */
async function removeTree(folder: string): Promise<readonly string[]> {
  let children: readonly string[];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    children = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
  const left = (await Promise.all(children.map(removeTree))).flat();
  try {
    for (const pid of (await readFile(join(folder, 'cgroup.procs'), 'utf8')).split('\n')) {
      if (Number(pid) > 0) process.kill(Number(pid), 'SIGKILL');
    }
  } catch {
    // Ended by itself meanwhile, or the cgroup went: the removal below decides.
  }
  try {
    await rmdir(folder);
    return left;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? left : [...left, folder];
  }
}
