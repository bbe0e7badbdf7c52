import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { unfinished } from '../toolchain/key';
import type { BuiltImage } from './ensure';

/** The parts that are read here of an OCI manifest or index. */
interface Documents {
  readonly manifests: readonly { readonly digest: string }[];
  readonly layers: readonly { readonly digest: string }[];
}

/**
 * Unpacks an image's root file system beside its archive, once: for running the very program of an image outside of
 * a container. It goes when the image is built anew.
 *
 * @param mountPoints - folders that are made in it, for mounts at run time.
 * @returns the folder.
 */
export function rootFolder({ archive }: BuiltImage, mountPoints: readonly string[]): string {
  const folder = archive.replace(/\.tar$/, '.root');
  if (existsSync(folder)) return folder;
  const building = unfinished(folder);
  const blobs = `${building}.blobs`;
  try {
    for (const made of [building, blobs]) mkdirSync(made, { recursive: true });
    execFileSync('tar', ['-xf', archive, '-C', blobs]);
    for (const layer of layersOf(blobs)) {
      execFileSync('tar', ['-xpf', layer, '--numeric-owner', '-C', building]);
    }
    for (const point of mountPoints) mkdirSync(join(building, point), { recursive: true });
    putInPlace(building, folder);
  } finally {
    rmSync(blobs, { recursive: true, force: true });
  }
  return folder;
}

function layersOf(blobs: string): string[] {
  const read = (path: string): Documents =>
    JSON.parse(readFileSync(join(blobs, path), 'utf8')) as Documents;
  const blob = (digest: string): string => `blobs/${digest.replace(':', '/')}`;
  const [manifest] = read('index.json').manifests;
  return read(blob(manifest?.digest ?? '')).layers.map(({ digest }) => join(blobs, blob(digest)));
}

/** Of several processes that unpacked the same at once, the first one's stays. */
function putInPlace(building: string, folder: string): void {
  try {
    renameSync(building, folder);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
