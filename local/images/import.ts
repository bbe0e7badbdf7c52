import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { LocalPaths } from '../settings';
import { type BuiltImage, builtImage } from './ensure';
import { images, type ImageSpec } from './list';

const run = promisify(execFile);

/** The namespace in which the kubelet's images live. */
const namespace = 'k8s.io';

/**
 * Imports the built images into a containerd, leaving out those that it has with the same digest.
 *
 * @param containerdSocket - the address of its socket.
 * @param specs - the images that every cluster has unless named.
 * @returns the names that were imported.
 * @throws when one is not built, once the others are imported.
 */
export async function importImages(
  paths: LocalPaths,
  containerdSocket: string,
  specs: readonly ImageSpec[] = images,
): Promise<string[]> {
  const ctr = ['--address', containerdSocket, '--namespace', namespace, 'images'];
  const { stdout } = await run('ctr', [...ctr, 'ls']);
  const looked = specs.map((spec) => find(spec, paths));
  const built = looked.flatMap((found) => ('archive' in found ? [found] : []));
  const missing = missingImages(built, stdout);
  for (const { archive } of missing) await run('ctr', [...ctr, 'import', archive]);
  // Only now: without one image of this project the others are of use all the same.
  for (const found of looked) if (found instanceof Error) throw found;
  return missing.map(({ names }) => names[0] ?? '');
}

function find(spec: ImageSpec, paths: LocalPaths): BuiltImage | Error {
  try {
    return builtImage(spec, paths);
  } catch (error) {
    return error as Error;
  }
}

/**
 * @param listing - what `ctr images ls` prints: a heading, then name, media type and digest of each.
 * @returns the images of which some name is missing or stands for other content.
 */
export function missingImages(built: readonly BuiltImage[], listing: string): BuiltImage[] {
  const rows = listing.split('\n').map((row) => row.split(/\s+/));
  const there = new Map(rows.map(([name = '', , digest = '']) => [name, digest]));
  return built.filter(({ names, digest }) => names.some((name) => there.get(name) !== digest));
}
