import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where everything that is built, downloaded or kept between runs lives: nothing of it in the checkout. */
export interface LocalPaths {
  /** The root of all the others: `CUTOVER_HOME`, else `$XDG_CACHE_HOME/cutover`, else `~/.cache/cutover`. */
  readonly home: string;
  /** Executables by their plain names (links into `toolchain`): `pulumi`, `kubectl`, `kubelet`, … */
  readonly bin: string;
  /** Wrappers that enter the embedded cluster's network namespace; first on a user's PATH. */
  readonly shims: string;
  /** Built toolchain parts, one folder per name and content key. */
  readonly toolchain: string;
  /** Built container images, one archive per name and content key. */
  readonly images: string;
  /** State of the embedded clusters, one folder per instance name. */
  readonly clusters: string;
  /** The Pulumi file backend of the `local` stack. */
  readonly pulumi: string;
}

/** Name of the embedded cluster of this home, where no other is asked for: `CUTOVER_CLUSTER`, else `cutover`. */
export function clusterName(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['CUTOVER_CLUSTER'] ?? 'cutover';
}

/** The checkout that this file belongs to. */
export const projectRoot = resolve(__dirname, '..');

/**
 * @param environment - the process environment; passed in by tests.
 * @returns the folders of this machine, none of which needs to exist yet.
 */
export function localPaths(environment: NodeJS.ProcessEnv = process.env): LocalPaths {
  const cache = environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const home = resolve(environment['CUTOVER_HOME'] ?? join(cache, 'cutover'));
  return {
    home,
    bin: join(home, 'bin'),
    shims: join(home, 'shims'),
    toolchain: join(home, 'toolchain'),
    images: join(home, 'images'),
    clusters: join(home, 'clusters'),
    pulumi: join(home, 'pulumi'),
  };
}
