import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureBundles } from './bundles';

describe('ensureBundles', () => {
  it('names every entry point that is missing', async () => {
    const root = mkdtempSync(join(tmpdir(), 'cutover-bundles-'));
    mkdirSync(join(root, 'cli'));
    writeFileSync(join(root, 'cli/main.ts'), '');
    await expect(ensureBundles(root)).rejects.toThrow(
      'Entry points (agent/main.ts, guard/main.ts, compare/main.ts, simulator/main.ts, local/provider/main.ts, local/network-policy/main.ts, local/monitoring/receiver/main.ts, gateway/main.ts) must exist; restore them from version control and run again.',
    );
  });
});
