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
  const generation = await generationOf(folder);
  if (generation === undefined) return undefined;
  try {
    return await Promise.all(names.map((name) => readSmall(join(generation, name))));
  } catch {
    // The kubelet removes a generation once the next one is in place: then that one holds what is asked for.
    const next = await generationOf(folder);
    return next === undefined || next === generation ? undefined : readTogether(folder, names);
  }
}

async function generationOf(folder: string): Promise<string | undefined> {
  return realpath(join(folder, '..data'))
    .catch(() => realpath(folder))
    .catch(() => undefined);
}

async function readSmall(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MOST_BYTES) throw new Error(`${path} has ${size} bytes`);
  return readFile(path, 'utf8');
}
