import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalPaths } from '../settings';
import { clusterCommand, instanceOf, type Instance } from './instance';
import { withLock } from './lock';
import type { PartName } from './parts';
import { endProcess, launchPart } from './processes';
import { isAlive } from './process-record';
import { readState, writeState, type ClusterState } from './state';

/** How long a part has for ending by itself before it is killed. */
const graceMs = 5000;

/**
 * Ends one part of a running cluster and leaves the others alone, as a fault would. Until it is started
 * again the cluster counts as broken: the next `up` starts all of it anew.
 */
export async function stopPart(paths: LocalPaths, name: string, part: PartName): Promise<void> {
  await changeState(instanceOf(paths, name), async (state) => {
    const { [part]: record, ...others } = state.parts;
    if (record !== undefined) await endProcess(record, graceMs);
    return { ...state, parts: others };
  });
}

/** Starts a part that was ended; returns at once, not when it answers. */
export async function startPart(paths: LocalPaths, name: string, part: PartName): Promise<void> {
  const instance = instanceOf(paths, name);
  await changeState(instance, async (state) => {
    const running = state.parts[part];
    if (running !== undefined && (await isAlive(running))) return state;
    const joins = (await readFile(join(instance.folder, 'joins'), 'utf8')).split('\n');
    const record = await launchPart(instance, state.init, joins, part);
    return { ...state, parts: { ...state.parts, [part]: record } };
  });
}

async function changeState(
  instance: Instance,
  change: (state: ClusterState) => Promise<ClusterState>,
): Promise<void> {
  await withLock(
    instance,
    () => undefined,
    async () => {
      const state = await readState(instance);
      if (state === undefined || !(await isAlive(state.init))) {
        throw new Error(
          `Cluster '${instance.name}' does not run; start it with '${clusterCommand(instance.name, 'up')}'`,
        );
      }
      await writeState(instance, await change(state));
    },
  );
}
