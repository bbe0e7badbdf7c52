import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot, type LocalPaths } from '../settings';
import { instanceOf, shellInstanceName } from './instance';

/**
 * Writes the wrappers that let a user type `pulumi`, `kubectl` and `cutover` in an ordinary shell: each
 * enters the network namespace of the default cluster and then becomes the program.
 */
export async function writeShims(paths: LocalPaths): Promise<void> {
  const { netnsPath, kubeconfig } = instanceOf(paths, shellInstanceName);
  const shims = {
    pulumi: quote(join(paths.bin, 'pulumi')),
    kubectl: quote(join(paths.bin, 'kubectl')),
    cutover: `node ${quote(join(projectRoot, 'dist', 'cutover.js'))}`,
  };
  await mkdir(paths.shims, { recursive: true });
  for (const [name, program] of Object.entries(shims)) {
    await replace(join(paths.shims, name), shimText(name, program, netnsPath, kubeconfig));
  }
}

/** @param program - a shell's words for the program to become. */
export function shimText(
  name: string,
  program: string,
  netnsPath: string,
  kubeconfig: string,
): string {
  return `#!/bin/sh
# Runs ${name} inside the embedded cluster's network namespace. Written by 'npm run cluster -- up'.
if ! [ -e ${quote(netnsPath)} ]; then
  echo "${name}: the embedded cluster does not run; start it with 'npm run cluster -- up'" >&2
  exit 1
fi
export KUBECONFIG="\${KUBECONFIG:-${kubeconfig}}"
exec nsenter --net=${quote(netnsPath)} -- ${program} "$@"
`;
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Never half written: a shell may be starting it at this moment. */
async function replace(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => '')) === text) return;
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, text);
  await chmod(fresh, 0o755);
  await rename(fresh, file);
}
