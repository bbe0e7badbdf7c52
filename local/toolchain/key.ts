import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

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
