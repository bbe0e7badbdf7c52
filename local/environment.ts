import { join } from 'node:path';
import type { LocalPaths } from './settings';
import { fileBackend } from './stack/file-backend';

/** What the environment depends on besides the folders of this machine. */
export interface EnvironmentTarget {
  /** Path of the kubeconfig to use. */
  readonly kubeconfig: string;
  /** Whether commands have to be led into the embedded cluster's network namespace first. */
  readonly embedded: boolean;
}

/**
 * The variables under which `pulumi`, `kubectl` and `cutover` work on this machine's local stack: the built
 * toolchain on PATH, a file backend, and the passphrase of the `local` stack, which guards nothing.
 *
 * @param path - the PATH to extend.
 */
export function localEnvironment(
  paths: LocalPaths,
  target: EnvironmentTarget,
  path: string,
): Record<string, string> {
  return {
    PATH: [...(target.embedded ? [paths.shims] : []), paths.bin, path].join(':'),
    KUBECONFIG: target.kubeconfig,
    // Everything that a stack needs is on PATH. Without this, each command would first try in vain, for seconds,
    // to download what the program's packages might need.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    PULUMI_BACKEND_URL: fileBackend(paths.pulumi),
    PULUMI_CONFIG_PASSPHRASE: 'cutover-local',
    PULUMI_HOME: join(paths.home, 'pulumi-home'),
    PULUMI_NODEJS_TRANSPILE_ONLY: 'true',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
  };
}

/**
 * @param inheritedPath - the end of PATH that the shell itself already has; it is written as `$PATH`.
 * @returns lines that a POSIX shell evaluates to set the variables.
 */
export function shellLines(
  { PATH = '', ...others }: Readonly<Record<string, string>>,
  inheritedPath: string,
): string {
  const folders = PATH.slice(0, PATH.length - inheritedPath.length);
  const lines = Object.entries(others).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  return [`export PATH=${quoted(folders)}"$PATH"\n`, ...lines].join('');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
