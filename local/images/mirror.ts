import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { DebianBase } from './list';

/** Debian's keys, by which every line below is verified whatever the machine itself trusts. */
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Where this machine takes Debian from. */
export interface DebianMirrors {
  readonly main: string;
  readonly security: string | undefined;
}

/**
 * @param targets - lines of `origin|address|release` of all that apt is configured with.
 * @returns the mirrors of Debian itself; undefined on a machine that has none.
 */
export function debianMirrors(targets: readonly string[]): DebianMirrors | undefined {
  const found = targets
    .map((line) => line.split('|'))
    .filter(([origin]) => origin === 'Debian')
    .map(([, address = '', release = '']) => ({ address, release }));
  const isSecurity = (release: string): boolean => /[-/](security|updates\/security)/.test(release);
  const main = found.find(({ release }) => !release.includes('-'))?.address;
  if (main === undefined) return undefined;
  return { main, security: found.find(({ release }) => isSecurity(release))?.address };
}

/**
 * @returns the lines of a sources.list for the base; none where mmdebstrap's own defaults must do.
 */
export function sourceLines(base: DebianBase, mirrors: DebianMirrors | undefined): string[] {
  if (mirrors === undefined) return [];
  const line = (address: string, suite: string): string =>
    `deb [signed-by=${keyring}] ${address} ${suite} main`;
  const { main, security } = mirrors;
  return [
    line(main, base.suite),
    ...(base.security && security !== undefined ? [line(security, `${base.suite}-security`)] : []),
  ];
}

/** Asks apt what it is configured with. */
export async function readMirrors(): Promise<DebianMirrors | undefined> {
  const format = '$(ORIGIN)|$(REPO_URI)|$(RELEASE)';
  const { stdout } = await promisify(execFile)('apt-get', ['indextargets', '--format', format]);
  return debianMirrors(stdout.split('\n'));
}
