import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';

/**
 * Looks a program up as a shell does.
 *
 * @param outside - a folder whose programs do not count: our own must not be taken for the user's.
 * @returns its whole path as found on the search path, links unresolved.
 */
export function findProgram(
  name: string,
  searchPath: string | undefined,
  outside?: string,
): string | undefined {
  for (const folder of (searchPath ?? '').split(delimiter)) {
    if (folder === '') continue;
    const file = join(folder, name);
    if (isExecutableFile(file) && !(outside !== undefined && liesIn(file, outside))) return file;
  }
  return undefined;
}

export function isExecutableFile(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function liesIn(file: string, folder: string): boolean {
  const inside = (path: string): boolean => path.startsWith(folder + sep);
  return inside(file) || inside(realpathSync(file));
}
