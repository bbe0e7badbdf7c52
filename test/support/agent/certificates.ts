import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PemPair } from '../../../agent/material/certificate';

/**
 * Makes a certificate for `shop.test` that signs itself and is good for two days.
 *
 * @param rsaBits - makes an RSA key of so many bits, in place of one on the curve P-256.
 */
export function makeCertificate(rsaBits?: number): PemPair {
  return make(rsaBits === undefined ? onCurve('prime256v1') : ['-newkey', `rsa:${rsaBits}`]);
}

/** Makes a certificate that is whole and that NGINX refuses, since its key is on too short a curve. */
export function makeWeakCertificate(): PemPair {
  return make(onCurve('prime192v1'));
}

const onCurve = (curve: string) => ['-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`];

function make(kind: readonly string[]): PemPair {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-certificate-'));
  const file = (name: string) => join(folder, name);
  const names = ['-subj', '/CN=shop.test', '-addext', 'subjectAltName=DNS:shop.test'];
  const files = ['-keyout', file('key'), '-out', file('certificate')];
  try {
    execFileSync('openssl', ['req', '-x509', ...kind, '-nodes', '-days', '2', ...names, ...files], {
      stdio: 'ignore',
    });
    const read = (name: string) => readFileSync(file(name), 'utf8');
    return { certificate: read('certificate'), key: read('key') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
