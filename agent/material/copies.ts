import { readdirSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COPY_NAMES } from '../../model/agent-settings';
import type { Dynamics } from '../../model/upstreams-dynamics';
import { writeAtomically } from '../files';
import { checkCertificate, type Certificate, type PemPair } from './certificate';
import { checkKeySet } from './key-set';

/** For nobody but the user that both containers run as. */
const SECRET_MODE = 0o600;

/**
 * The agent's copies of what is mounted, in the volume that it shares with NGINX. A copy's name follows from its
 * content, and it stands as long as a configuration names it, whatever becomes of the mounted file.
 */
export class Copies {
  private readonly certificates = new Map<string, PemPair>();
  private readonly keySets = new Map<string, string>();
  private inUse: ReadonlySet<string> = new Set();
  private readonly written = new Set<string>();

  /** @param folder - the shared volume. */
  constructor(private readonly folder: string) {}

  /** Remembers what may be asked for by {@link provide}. */
  rememberCertificate({ fingerprint }: Certificate, pair: PemPair): void {
    remember(this.certificates, fingerprint, pair);
  }

  rememberKeySet(hash: string, text: string): void {
    remember(this.keySets, hash, text);
  }

  /** Puts in place what a configuration names. It then stays until another call names something else. */
  async provide(dynamics: Dynamics): Promise<void> {
    this.inUse = namesOf(dynamics);
    const { certificate, jwks } = dynamics;
    const pair = certificate === undefined ? undefined : this.certificates.get(certificate);
    if (certificate !== undefined && pair !== undefined) {
      await this.write(COPY_NAMES.key(certificate), pair.key);
      await this.write(COPY_NAMES.certificate(certificate), pair.certificate);
    }
    const keySet = jwks === undefined ? undefined : this.keySets.get(jwks);
    if (jwks !== undefined && keySet !== undefined) {
      await this.write(COPY_NAMES.jwks(jwks), keySet);
    }
  }

  private async write(name: string, text: string): Promise<void> {
    if (this.written.has(name)) return;
    await writeAtomically(join(this.folder, name), text, SECRET_MODE);
    this.written.add(name);
  }

  /** Removes all copies but those of `keep` and those that were asked for since. */
  clean(keep: Dynamics): void {
    const kept = namesOf(keep);
    // In one go, so that nothing can be put in place between the look and the removal.
    for (const entry of readdirSync(this.folder)) {
      const name = entry.replace(/\.new$/, '');
      if (!isCopy(name) || kept.has(name) || this.inUse.has(name)) continue;
      rmSync(join(this.folder, entry), { force: true });
      this.written.delete(name);
    }
  }

  /** @returns the certificate that an agent before this one copied, the one that is good for longest. */
  async keptCertificate(): Promise<Certificate | undefined> {
    let best: Certificate | undefined;
    for (const name of await this.list('.crt')) {
      const texts = await this.read(name, name.replace(/\.crt$/, '.key'));
      const pair = texts && { certificate: texts[0] ?? '', key: texts[1] ?? '' };
      const checked = pair && checkCertificate(pair);
      if (!pair || !checked?.ok || checked.value.notAfter <= (best?.notAfter ?? 0)) continue;
      best = checked.value;
      this.rememberCertificate(best, pair);
    }
    return best;
  }

  /** @returns the key set that an agent before this one copied; any, when a change was under way. */
  async keptKeySet(): Promise<string | undefined> {
    for (const name of await this.list('.json')) {
      const [text = ''] = (await this.read(name)) ?? [];
      const checked = checkKeySet(text);
      if (!checked.ok) continue;
      this.rememberKeySet(checked.value, text);
      return checked.value;
    }
    return undefined;
  }

  private async list(ending: string): Promise<readonly string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names.filter((name) => isCopy(name) && name.endsWith(ending));
  }

  private async read(...names: readonly string[]): Promise<readonly string[] | undefined> {
    const texts = names.map((name) => readFile(join(this.folder, name), 'utf8'));
    return Promise.all(texts).catch(() => undefined);
  }
}

/** More than the one that is served, the one that is mounted and the one between them are not asked for. */
const REMEMBERED = 4;

function remember<T>(known: Map<string, T>, name: string, content: T): void {
  known.set(name, content);
  for (const oldest of known.keys()) if (known.size > REMEMBERED) known.delete(oldest);
}

function isCopy(name: string): boolean {
  return /^(tls-[0-9a-f]+\.(crt|key)|jwks-[0-9a-f]+\.json)$/.test(name);
}

function namesOf({ certificate, jwks }: Dynamics): ReadonlySet<string> {
  return new Set([
    ...(certificate === undefined
      ? []
      : [COPY_NAMES.certificate(certificate), COPY_NAMES.key(certificate)]),
    ...(jwks === undefined ? [] : [COPY_NAMES.jwks(jwks)]),
  ]);
}
