import { setTimeout as sleep } from 'node:timers/promises';
import { checkCertificate, type Certificate } from './certificate';
import { chooseCertificate, chooseKeySet } from './choice';
import type { Copies } from './copies';
import { readTogether } from './folder';
import { checkKeySet } from './key-set';
import type { Mounted } from './mounted';

/** What is mounted for NGINX; what is left out is not looked for. */
export interface MountedPaths {
  /** Folder with `tls.crt` and `tls.key`. */
  readonly tls?: string | undefined;
  /** Folder and file of the key set. */
  readonly jwks?: { readonly folder: string; readonly name: string } | undefined;
}

export interface MountedListener {
  readonly onCertificate: (mounted: Mounted<Certificate>) => void;
  readonly onKeySet: (mounted: Mounted<string>) => void;
}

/** The kubelet takes up to two minutes to bring a changed Secret: two seconds more do not matter. */
const LOOK_EVERY_MS = 2_000;

/**
 * Looks at what is mounted until `signal` aborts, and tells what is new. Files are read, not watched: a mounted
 * Secret changes by links that a watch of a file misses, and a certificate's time passes without any change.
 */
export async function watchMounted(
  paths: MountedPaths,
  copies: Copies,
  listener: MountedListener,
  signal: AbortSignal,
  everyMs = LOOK_EVERY_MS,
): Promise<void> {
  const { tls, jwks } = paths;
  const looks: (() => Promise<void>)[] = [];
  if (tls !== undefined) {
    const kept = await copies.keptCertificate();
    const look = (last: Certificate | undefined) => lookAtCertificate(tls, last, copies);
    looks.push(tellingNews(kept, look, listener.onCertificate));
  }
  if (jwks !== undefined) {
    const kept = await copies.keptKeySet();
    const look = (last: string | undefined) => lookAtKeySet(jwks, last, copies);
    looks.push(tellingNews(kept, look, listener.onKeySet));
  }
  while (looks.length > 0 && !signal.aborted) {
    for (const look of looks) await look();
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** @returns what looks once, and tells when it finds something else than the last time. */
function tellingNews<T>(
  kept: T | undefined,
  look: (last: T | undefined) => Promise<Mounted<T>>,
  tell: (mounted: Mounted<T>) => void,
): () => Promise<void> {
  let last: Mounted<T> | undefined;
  return async () => {
    const next = await look(last === undefined ? kept : last.usable);
    if (JSON.stringify(next) === JSON.stringify(last)) return;
    last = next;
    tell(next);
  };
}

async function lookAtCertificate(
  folder: string,
  current: Certificate | undefined,
  copies: Copies,
): Promise<Mounted<Certificate>> {
  const texts = await readTogether(folder, ['tls.crt', 'tls.key']);
  const pair = texts && { certificate: texts[0] ?? '', key: texts[1] ?? '' };
  const found = pair && checkCertificate(pair);
  if (pair && found?.ok) copies.rememberCertificate(found.value, pair);
  return chooseCertificate(current, found, Date.now());
}

async function lookAtKeySet(
  { folder, name }: { readonly folder: string; readonly name: string },
  current: string | undefined,
  copies: Copies,
): Promise<Mounted<string>> {
  const texts = await readTogether(folder, [name]);
  const text = texts?.[0];
  const found = text === undefined ? undefined : checkKeySet(text);
  if (text !== undefined && found?.ok) copies.rememberKeySet(found.value, text);
  return chooseKeySet(current, found);
}
