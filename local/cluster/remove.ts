import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeCgroups } from './cgroups';
import type { Instance } from './instance';
import { networkExists, removeNetwork } from './network';
import { endProcess } from './processes';
import { isAlive } from './process-record';
import { readState, removeState } from './state';
import type { StepLog } from './step';

export interface RemoveOptions {
  /** Leaves the network namespace for the next start: programs that run in it stay connected. */
  readonly keepNetwork: boolean;
  readonly steps: StepLog;
}

/** What does not outlive a run; images (`containerd`), certificates and logs do. */
const emptied = ['etcd', 'kubelet', 'pods', 'layers', 'config', 'joins', 'kubeconfig'];

/** Ends and removes whatever there is of a cluster, in whichever state a killed program left it. */
export async function removeAll(instance: Instance, options: RemoveOptions): Promise<void> {
  const state = await readState(instance);
  const runs = state !== undefined && (await isAlive(state.supervisor));
  const there = runs || (await networkExists(instance));
  const remove = async () => {
    if (state !== undefined) {
      // The kernel ends all processes of the namespace with its first one, and then its mounts.
      await endProcess(state.init, 0);
      await endProcess(state.supervisor, 0);
    }
    await removeCgroups(instance);
    if (!options.keepNetwork) await removeNetwork(instance);
    await rm(instance.runFolder, { recursive: true, force: true });
    // Shared with other instances: goes with the last one.
    await rmdir(dirname(instance.runFolder)).catch(() => undefined);
    await Promise.all(
      emptied.map((entry) => rm(join(instance.folder, entry), { recursive: true, force: true })),
    );
    await removeState(instance);
  };
  if (there && !(options.keepNetwork && state === undefined)) {
    await options.steps.run('everything ended and removed', remove);
  } else {
    await remove();
  }
}
