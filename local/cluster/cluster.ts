import type { LocalPaths } from '../settings';
import { apiServerUrl } from './addresses';
import { Inside } from './inside';
import { instanceOf, shellInstanceName, type Instance } from './instance';
import { withLock } from './lock';
import { networkExists } from './network';
import { partNames, type PartName } from './parts';
import { isAlive, type ProcessRecord } from './process-record';
import { Readiness } from './readiness';
import { removeAll } from './remove';
import { checkRequirements } from './requirements';
import { writeShims } from './shims';
import { startCluster } from './start';
import { readState, type ClusterState } from './state';
import { StepLog, type OnStep } from './step';

/** What a program needs in order to use a running embedded cluster. */
export interface ClusterHandle {
  readonly name: string;
  /** The name below `/run/netns` of the network namespace in which every client must run. */
  readonly netns: string;
  /** The path of a kubeconfig with full rights. */
  readonly kubeconfig: string;
  /** The URL of the API server; answers only inside the network namespace. */
  readonly apiServer: string;
  readonly nodeName: string;
  /** The path of containerd's socket; answers outside the namespaces too. */
  readonly containerdSocket: string;
  /** Process ids as the machine counts them. */
  readonly pids: Readonly<Record<PartName, number>>;
}

export interface ClusterOptions {
  readonly paths: LocalPaths;
  /** @defaultValue `cutover`. Clusters with different names share nothing and run side by side. */
  readonly name?: string;
  /** Told of each step when it begins and when it has ended. */
  readonly onStep?: OnStep;
}

export interface UpOptions extends ClusterOptions {
  /**
   * Brings container images into the cluster. In a start it runs beside that of the API server; a
   * cluster that runs is given it too, for images may have been built since. Those of an earlier start
   * are still there.
   */
  readonly importImages?: (containerdSocket: string) => Promise<void>;
}

export interface ClusterStatus {
  readonly name: string;
  /**
   * `up`: every part runs and the API server answers. `starting`: another process starts it right now.
   * `broken`: something runs or is left, but not all of it.
   */
  readonly state: 'down' | 'starting' | 'up' | 'broken';
  /** What is wrong, for `broken`. */
  readonly problems: readonly string[];
  /** ISO 8601; undefined when down. */
  readonly startedAt?: string;
  readonly handle?: ClusterHandle;
}

/**
 * Starts a cluster with an empty store, or leaves a healthy one as it is. What a killed start, a killed
 * part or a restart of the machine left behind is cleaned up first.
 *
 * @throws PartError when a part does not come up; its message ends with the part's log. Everything that
 * was started is ended again.
 */
export async function up(options: UpOptions): Promise<ClusterHandle> {
  const instance = instanceOf(options.paths, options.name);
  const steps = new StepLog(options.onStep);
  if (instance.name === shellInstanceName) await writeShims(options.paths);
  const healthy = await healthyHandle(instance);
  if (healthy !== undefined) {
    await options.importImages?.(healthy.containerdSocket);
    return healthy;
  }
  const onWait = (holder: string) => {
    steps.note(`waiting for process ${holder}, which starts or stops this cluster`);
  };
  return withLock(instance, onWait, async () => {
    const running = await healthyHandle(instance);
    if (running !== undefined) return running;
    await checkRequirements(instance);
    await removeAll(instance, { keepNetwork: true, steps });
    try {
      const state = await startCluster(instance, options.paths.home, steps, options.importImages);
      return handleOf(instance, state);
    } catch (error) {
      await removeAll(instance, { keepNetwork: true, steps });
      throw error;
    }
  });
}

/** Ends a cluster and removes all that is left of it, except for its images, certificates and logs. */
export async function down(options: ClusterOptions): Promise<void> {
  const instance = instanceOf(options.paths, options.name);
  const steps = new StepLog(options.onStep);
  const onWait = (holder: string) => {
    steps.note(`waiting for process ${holder}, which starts or stops this cluster`);
  };
  await withLock(instance, onWait, () => removeAll(instance, { keepNetwork: false, steps }));
}

/** @returns how a cluster is; asks the API server, and waits at most some seconds for it. */
export async function status(options: ClusterOptions): Promise<ClusterStatus> {
  const instance = instanceOf(options.paths, options.name);
  const { name } = instance;
  const state = await readState(instance);
  if (state === undefined) return { name, state: 'down', problems: [] };
  const { startedAt } = state;
  const alive = await isAlive(state.supervisor);
  if (!alive && !(await networkExists(instance))) return { name, state: 'down', problems: [] };
  if (alive && state.phase === 'starting')
    return { name, state: 'starting', problems: [], startedAt };
  const problems = await problemsOf(instance, state);
  return {
    name,
    state: problems.length === 0 ? 'up' : 'broken',
    problems,
    startedAt,
    handle: handleOf(instance, state),
  };
}

/** A busy machine is not a broken cluster, and starting anew empties its store. */
const busyMs = 30_000;

async function healthyHandle(instance: Instance): Promise<ClusterHandle | undefined> {
  const state = await readState(instance);
  if (state?.phase !== 'up') return undefined;
  return (await problemsOf(instance, state)).length === 0 ? handleOf(instance, state) : undefined;
}

async function problemsOf(instance: Instance, state: ClusterState): Promise<readonly string[]> {
  const problems: string[] = [];
  const running = new Map<PartName, ProcessRecord>();
  if (state.phase !== 'up') problems.push('it was not started to the end');
  if (!(await networkExists(instance))) problems.push('its network namespace is gone');
  if (!(await isAlive(state.init))) problems.push('its first process has ended');
  for (const part of partNames) {
    const record = state.parts[part];
    if (record !== undefined && (await isAlive(record))) running.set(part, record);
    else problems.push(`${part} does not run`);
  }
  if (problems.length > 0) return problems;
  const inside = new Inside(instance);
  try {
    await new Readiness(instance, inside, running, { patienceMs: busyMs }).apiServer();
    return [];
  } catch (error) {
    return [(error as Error).message];
  } finally {
    inside.close();
  }
}

function handleOf(instance: Instance, state: ClusterState): ClusterHandle {
  const { name, netns, kubeconfig, nodeName, containerdSocket } = instance;
  const pids = Object.fromEntries(partNames.map((part) => [part, state.parts[part]?.pid ?? 0]));
  return {
    name,
    netns,
    kubeconfig,
    apiServer: apiServerUrl,
    nodeName,
    containerdSocket,
    pids: pids as Record<PartName, number>,
  };
}
