import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instance } from './instance';
import type { PartName } from './parts';
import type { ProcessRecord } from './process-record';

/** What runs of one cluster; written before each new thing is relied on. */
export interface ClusterState {
  /** `starting` until everything answered once: a start that was killed is not mistaken for a cluster. */
  readonly phase: 'starting' | 'up';
  /** Outside the process namespace; when it ends, the kernel ends everything in the namespace. */
  readonly supervisor: ProcessRecord;
  /** First process of the process namespace; its namespaces are entered by its id. */
  readonly init: ProcessRecord;
  readonly parts: Partial<Record<PartName, ProcessRecord>>;
  /** ISO 8601. */
  readonly startedAt: string;
}

const fileOf = (instance: Instance) => join(instance.folder, 'state.json');

/** @returns undefined when nothing was started, or the file was cut off by a crash of the machine. */
export async function readState(instance: Instance): Promise<ClusterState | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(instance), 'utf8')) as ClusterState;
  } catch {
    return undefined;
  }
}

export async function writeState(instance: Instance, state: ClusterState): Promise<void> {
  await mkdir(instance.folder, { recursive: true });
  const fresh = `${fileOf(instance)}.new`;
  await writeFile(fresh, `${JSON.stringify(state, null, 2)}\n`);
  await rename(fresh, fileOf(instance));
}

export async function removeState(instance: Instance): Promise<void> {
  await rm(fileOf(instance), { force: true });
}
