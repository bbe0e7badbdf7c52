import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { capture } from './command';
import type { Instance } from './instance';

/**
 * Forgets the containers of an earlier run, whose processes are gone: containerd keeps its records of
 * them beside the images. Must run while nothing else uses this containerd.
 *
 * @returns whether there were any; containerd must then be started anew, because what answers the
 * kubelet has read them already.
 */
export async function forgetContainers(instance: Instance): Promise<boolean> {
  const ctr = (...args: readonly string[]) =>
    capture('ctr', ['--address', instance.containerdSocket, '--namespace', 'k8s.io', ...args]);
  const ids = (await ctr('containers', 'list', '--quiet')).split('\n').filter((id) => id !== '');
  if (ids.length === 0) return false;
  await ctr('containers', 'delete', ...ids);
  return true;
}

/** @returns whether an earlier run left container records behind; read without containerd. */
export async function mayHaveContainers(instance: Instance): Promise<boolean> {
  const cri = join(instance.folder, 'containerd', 'io.containerd.grpc.v1.cri');
  const left = await Promise.all(
    ['containers', 'sandboxes'].map((kind) => readdir(join(cri, kind)).catch(() => [])),
  );
  return left.flat().length > 0;
}
