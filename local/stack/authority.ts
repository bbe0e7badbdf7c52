import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture } from '../cluster/command';

/** A certificate and its key, as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-sha256'];

/** Signs certificates for benches and tests; good for a month, and known to nobody else. */
export class Authority {
  private constructor(
    private readonly folder: string,
    /** Its own certificate, for those who are to trust it. */
    readonly certificate: string,
  ) {}

  static async create(): Promise<Authority> {
    const folder = mkdtempSync(join(tmpdir(), 'cutover-authority-'));
    writeFileSync(join(folder, 'openssl.cnf'), '[req]\ndistinguished_name = name\n[name]\n');
    const { certificate } = await make(folder, 'ca', '/CN=cutover-bench', [
      ...['-addext', 'basicConstraints=critical,CA:TRUE'],
      ...['-addext', 'keyUsage=critical,keyCertSign'],
    ]);
    return new Authority(folder, certificate);
  }

  /** @returns a new certificate with a key of its own, each time it is called. */
  async sign(host: string): Promise<KeyPair> {
    return make(this.folder, 'leaf', `/CN=${host}`, [
      ...['-CA', join(this.folder, 'ca.crt'), '-CAkey', join(this.folder, 'ca.key')],
      ...['-addext', 'basicConstraints=critical,CA:FALSE'],
      ...['-addext', `subjectAltName=DNS:${host}`],
    ]);
  }

  /** Removes its key. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function make(
  folder: string,
  name: string,
  subject: string,
  more: readonly string[],
): Promise<KeyPair> {
  const file = (end: string): string => join(folder, `${name}.${end}`);
  const config = ['-config', join(folder, 'openssl.cnf'), '-days', '30', '-subj', subject];
  const files = ['-keyout', file('key'), '-out', file('crt')];
  await capture('openssl', ['req', '-x509', ...config, ...NEW_KEY, ...files, ...more]);
  return {
    certificate: readFileSync(file('crt'), 'utf8'),
    key: readFileSync(file('key'), 'utf8'),
  };
}
