import { readFile } from 'node:fs/promises';
import { writeAtomically } from '../files';

/** @returns what puts the gateway script where NGINX imports it from; after the first time it does nothing. */
export function scriptInstaller(source: string, target: string): () => Promise<void> {
  let installed = false;
  return async () => {
    if (installed) return;
    const text = await readFile(source, 'utf8');
    const there = await readFile(target, 'utf8').catch(() => undefined);
    if (there !== text) await writeAtomically(target, text);
    installed = true;
  };
}
