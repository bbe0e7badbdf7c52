import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Makes a certificate for `shop.test` that signs itself, as `tls.crt` and `tls.key` in the folder. */
export function makeCertificate(folder: string): void {
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const names = ['-subj', '/CN=shop.test', '-addext', 'subjectAltName=DNS:shop.test'];
  const files = ['-keyout', join(folder, 'tls.key'), '-out', join(folder, 'tls.crt')];
  execFileSync('openssl', [...args, '-nodes', '-days', '2', ...names, ...files], {
    stdio: 'ignore',
  });
}
