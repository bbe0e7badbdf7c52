import { access } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { plainEnvironment } from './command';
import { cniPlugins } from './configuration';
import type { Instance } from './instance';
import { networkPolicyBundle, partNames, partOf } from './parts';

/** What is called by its plain name; all of it comes in Debian packages. */
const commands = ['ctr', 'flock', 'ip', 'mount', 'nft', 'nsenter', 'openssl', 'runc', 'unshare'];

/** What the pod network's configuration names. */
const plugins = ['host-local', 'loopback', 'portmap', 'ptp'];

/** @throws Error that names everything at once that a start would lack. */
export async function checkRequirements(instance: Instance): Promise<void> {
  const folders = plainEnvironment.PATH.split(':');
  const missing = [
    ...(await Promise.all(
      partNames.map(async (name) => {
        const { program } = partOf(instance, name);
        return (await isExecutable(program)) ? [] : [program];
      }),
    )),
    ...(await Promise.all(
      commands.map(async (command) => {
        const found = await Promise.all(
          folders.map((folder) => isExecutable(join(folder, command))),
        );
        return found.includes(true) ? [] : [command];
      }),
    )),
    (await isExecutable(networkPolicyBundle)) ? [] : [networkPolicyBundle],
    ...(await Promise.all(
      plugins.map(async (plugin) => {
        const file = join(cniPlugins, plugin);
        return (await isExecutable(file)) ? [] : [file];
      }),
    )),
  ].flat();
  if (missing.length > 0) {
    throw new Error(
      `The embedded cluster needs programs that are not here: ${missing.join(', ')}; ` +
        "build and install them with 'npm run setup'",
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Error('The embedded cluster needs root, for namespaces and cgroups; run it as root');
  }
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
