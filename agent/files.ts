import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { parseShare, type Share } from '../model/share';

const lastShareSchema = z.object({ share: z.string() });

/**
 * Replaces a file as a whole: a reader, and a start after a crash, finds the old text or the new one.
 *
 * @param mode - the rights of the new file.
 * @throws when the volume cannot be written; the old file then stands.
 */
export async function writeAtomically(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Without it a crash of the machine could bring the old name back. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Keeps the share that NGINX was last confirmed to serve. */
export async function saveLastShare(path: string, share: Share): Promise<void> {
  await writeAtomically(path, `${JSON.stringify({ share: String(share) })}\n`);
}

/** @returns `undefined` when none was kept, or when what was kept cannot be read. */
export async function loadLastShare(path: string): Promise<Share | undefined> {
  try {
    return parseShare(lastShareSchema.parse(JSON.parse(await readFile(path, 'utf8'))).share);
  } catch {
    return undefined;
  }
}
