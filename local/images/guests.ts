import { join } from 'node:path';

import type { LocalPaths } from '../settings';
import { ensureImages } from './ensure';
import { importImages } from './import';
import { guestImages } from './list';

/**
 * Brings the foreign service's images into a running cluster; builds them before where that was never done, which
 * takes about a minute on two cores.
 *
 * @param containerdSocket - the address of the cluster's.
 * @param environment - for the programs that build: proxies, the folder for temporary files.
 */
export async function bringGuests(
  paths: LocalPaths,
  containerdSocket: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const logs = join(paths.home, 'logs');
  await ensureImages({ paths, logs, environment, report: () => undefined }, guestImages);
  await importImages(paths, containerdSocket, guestImages);
}
