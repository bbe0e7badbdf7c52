import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CommandError, runCommand } from './command';
import { findProgram, isExecutableFile } from '../toolchain/pulumi/search-path';
import type { StepContext } from './step';

/** A Debian package and how to tell that what it brings is already here, from wherever it came. */
interface DebianPackage {
  readonly name: string;
  /** Programs looked up on the search path and in the system folders. */
  readonly programs?: readonly string[];
  /** Files that must exist. */
  readonly files?: readonly string[];
}

/** What the embedded cluster, the images and the bench take from Debian. */
export const debianPackages: readonly DebianPackage[] = [
  { name: 'containerd', programs: ['containerd', 'containerd-shim-runc-v2', 'ctr'] },
  { name: 'runc', programs: ['runc'] },
  {
    name: 'containernetworking-plugins',
    files: ['bridge', 'host-local', 'loopback', 'portmap'].map(
      (plugin) => `/usr/lib/cni/${plugin}`,
    ),
  },
  { name: 'nftables', programs: ['nft'] },
  { name: 'iproute2', programs: ['ip'] },
  { name: 'util-linux', programs: ['nsenter', 'unshare', 'flock'] },
  { name: 'mount', programs: ['mount', 'umount'] },
  { name: 'mmdebstrap', programs: ['mmdebstrap'] },
  {
    name: 'debian-archive-keyring',
    files: ['/usr/share/keyrings/debian-archive-keyring.gpg'],
  },
  // For the bench, and for tests of the agent beside an NGINX on loopback.
  { name: 'wrk', programs: ['wrk'] },
  { name: 'nginx', programs: ['nginx'] },
  // For tests of alert rules, of where alerts go, and of queries on a stored time.
  { name: 'prometheus', programs: ['prometheus', 'promtool'] },
  { name: 'prometheus-alertmanager', programs: ['amtool'] },
];

const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** @returns the names of the packages of which something is missing. */
export function missingPackages(
  packages: readonly DebianPackage[],
  hasProgram: (name: string) => boolean,
  hasFile: (path: string) => boolean,
): string[] {
  return packages
    .filter(({ programs = [], files = [] }) => !programs.every(hasProgram) || !files.every(hasFile))
    .map(({ name }) => name);
}

/** Installs what is missing, and nothing else: no recommended packages, no service started. */
export async function ensurePackages(context: StepContext): Promise<string> {
  const missing = (): string[] =>
    missingPackages(
      debianPackages,
      (name) =>
        findProgram(name, context.environment['PATH']) !== undefined ||
        systemFolders.some((folder) => isExecutableFile(join(folder, name))),
      existsSync,
    );
  const wanted = missing();
  if (wanted.length === 0) return 'up to date';
  await withoutServices(async () => {
    await install(wanted, context);
  });
  const still = missing();
  if (still.length > 0) {
    throw new Error(
      `Debian packages (${still.join(', ')}) must bring their programs, but they are still missing; install them by hand and run the same command again.`,
    );
  }
  return `installed ${wanted.join(', ')}`;
}

async function install(names: readonly string[], context: StepContext): Promise<void> {
  const run = async (log: string, command: string, ...args: string[]): Promise<void> => {
    await runCommand(command, args, {
      logFile: join(context.logs, log),
      env: { ...context.environment, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
      onLine: (line) => {
        context.report(line);
      },
      signal: context.signal,
    });
  };
  const aptGet = ['apt-get', '-o', 'DPkg::Lock::Timeout=300', '-y'] as const;
  const installing = [...aptGet, 'install', '--no-install-recommends', ...names] as const;
  try {
    await run('apt-install.log', ...installing);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    // Most often the package lists are missing or older than the mirror, or an installation was killed.
    await run('dpkg-configure.log', 'dpkg', '--configure', '-a');
    await run('apt-update.log', ...aptGet, 'update');
    await run('apt-install.log', ...installing);
  }
}

const policyFile = '/usr/sbin/policy-rc.d';
const policyText =
  '#!/bin/sh\n# Written by the set-up of Cutover while it installs packages.\nexit 101\n';

/** Keeps package scripts from starting their services: the cluster starts its own containerd. */
async function withoutServices(work: () => Promise<void>): Promise<void> {
  const isOurs = !existsSync(policyFile) || readFileSync(policyFile, 'utf8') === policyText;
  if (isOurs) writeFileSync(policyFile, policyText, { mode: 0o755 });
  try {
    await work();
  } finally {
    if (isOurs) rmSync(policyFile, { force: true });
  }
}
