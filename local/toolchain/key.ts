import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Hex digits of a content key: 64 bits, far beyond the few dozen things one home ever holds. */
const keyLength = 16;

/**
 * The content key of something built from named inputs: equal inputs give equal keys in any order,
 * and no two different sets of inputs can run together into the same text.
 *
 * @param inputs - every text or file content that the result depends on, by a name of its own.
 */
export function contentKey(inputs: Readonly<Record<string, string | Uint8Array>>): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(inputs).sort()) {
    const value = inputs[name] ?? '';
    hash.update(`${name}\0${Buffer.byteLength(value)}\0`);
    hash.update(value);
  }
  return hash.digest('hex').slice(0, keyLength);
}

/**
 * Removes the earlier results of a name, whole or half made, once the new one stands: programs that
 * still run keep the files that they have open.
 *
 * @param kept - the whole path `<folder>/<name>-<key>` of the one that stays.
 */
export function removeOlder(folder: string, name: string, kept: string): void {
  const sameName = new RegExp(`^${name}-[0-9a-f]{${String(keyLength)}}(\\.|$)`);
  for (const entry of readdirSync(folder)) {
    const path = join(folder, entry);
    const isKept = path === kept || path.startsWith(`${kept}.`);
    if (sameName.test(entry) && !isKept) rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Where a result is made before it is renamed into its place. The name is this process's own: a
 * builder whose set-up was killed may still be at work on the last one. What ended processes left
 * half made of the same result is removed.
 *
 * @param result - the whole path that the finished result will have.
 */
export function unfinished(result: string): string {
  const folder = dirname(result);
  const prefix = `${basename(result)}.unfinished-`;
  for (const entry of existsSync(folder) ? readdirSync(folder) : []) {
    if (!entry.startsWith(prefix) || isAlive(Number(entry.slice(prefix.length)))) continue;
    rmSync(join(folder, entry), { recursive: true, force: true });
  }
  return join(folder, `${prefix}${String(process.pid)}`);
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${String(pid)}`) && pid !== process.pid;
}
