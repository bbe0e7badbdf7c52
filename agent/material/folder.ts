import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A Secret holds at most 1 MiB. */
const MOST_BYTES = 1_048_576;

/**
 * Reads files of a mounted Secret that belong together. The kubelet replaces all of them at once, by a link to
 * another folder: that link is followed once for all, so that no file is of another generation.
 *
 * @returns their texts in the order of the names; `undefined` when one is not there or cannot be read.
 */
export async function readTogether(
  folder: string,
  names: readonly string[],
): Promise<readonly string[] | undefined> {
  try {
    const generation = await realpath(join(folder, '..data')).catch(() => realpath(folder));
    return await Promise.all(names.map((name) => readSmall(join(generation, name))));
  } catch {
    return undefined;
  }
}

async function readSmall(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MOST_BYTES) throw new Error(`${path} has ${size} bytes`);
  return readFile(path, 'utf8');
}
