import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const PLUGIN = 'pulumi-resource-kubernetes';

/**
 * The provider that these tests judge: whichever comes first on PATH, as the Pulumi CLI picks it.
 *
 * @returns its path, with the file behind it where that is another; a hint where there is none.
 */
export function providerUnderTest(): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, PLUGIN);
    try {
      accessSync(path, constants.X_OK);
      const target = realpathSync(path);
      return target === path ? path : `${path} (${target})`;
    } catch {
      // Not in this folder.
    }
  }
  return `no ${PLUGIN} on PATH: the CLI takes an installed plugin, or downloads it`;
}
