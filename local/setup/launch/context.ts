import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { KubeConfig } from '@kubernetes/client-node';

/**
 * Writes a kubeconfig in which the named context is the current one: whatever the target starts then
 * uses that cluster, whether it knows of contexts or not.
 *
 * @param config - the user's own kubeconfig, paths made absolute.
 * @param folder - where to write it.
 * @returns its path.
 * @throws when there is no such context.
 */
export function writeContextKubeconfig(
  config: KubeConfig,
  context: string,
  folder: string,
): string {
  const known = config.getContexts().map(({ name }) => name);
  if (!known.includes(context)) {
    const choice = known.length === 0 ? 'there are none' : `choose from ${known.join(', ')}`;
    throw new Error(`'--context' (${context}) must be a context of the kubeconfig; ${choice}.`);
  }
  config.setCurrentContext(context);
  const file = join(folder, `${encodeURIComponent(context)}.json`);
  mkdirSync(dirname(file), { recursive: true });
  // It may hold keys and tokens.
  writeFileSync(file, config.exportConfig(), { mode: 0o600 });
  return file;
}
