import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findPlugin } from './provider';

function pluginsFolder(...versions: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-plugins-'));
  for (const version of versions) {
    const plugin = join(folder, `resource-kubernetes-v${version}`);
    mkdirSync(plugin);
    writeFileSync(join(plugin, 'pulumi-resource-kubernetes'), '');
    chmodSync(join(plugin, 'pulumi-resource-kubernetes'), 0o755);
  }
  return folder;
}

describe('findPlugin', () => {
  it('takes the newest plugin of the same major version, compared as numbers', () => {
    const folder = pluginsFolder('4.34.2', '4.100.0', '4.35.0', '5.0.0', '4.9.0');
    expect(findPlugin(folder, '4.34.2')).toEqual({
      program: join(folder, 'resource-kubernetes-v4.100.0', 'pulumi-resource-kubernetes'),
      description: 'official provider 4.100.0',
    });
  });

  it('takes none that is older than the SDK', () => {
    expect(findPlugin(pluginsFolder('4.34.1', '4.33.9'), '4.34.2')).toBeUndefined();
  });

  it('takes no half-downloaded plugin', () => {
    const folder = pluginsFolder();
    mkdirSync(join(folder, 'resource-kubernetes-v4.34.2'));
    expect(findPlugin(folder, '4.34.2')).toBeUndefined();
  });

  it('finds nothing where there are no plugins', () => {
    expect(findPlugin('/nonexistent', '4.34.2')).toBeUndefined();
  });
});
