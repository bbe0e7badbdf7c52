import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildScript } from './script';

describe('a script for NGINX', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cutover-script-bundle-'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const build = async (text: string): Promise<string> => {
    writeFileSync(join(root, 'part.ts'), `export const part: number = 1;\n`);
    writeFileSync(join(root, 'main.ts'), `import { part } from './part';\n${text}`);
    const inputs = await buildScript(root, 'main.ts', 'dist/script.js');
    expect(inputs).toEqual(['part.ts', 'main.ts']);
    return readFileSync(join(root, 'dist/script.js'), 'utf8');
  };

  it('is one module in the words that the engine of njs knows', async () => {
    const text = await build(`
      class Named { constructor(readonly name = 'x') {} }
      function run({ list }: { list: number[] }): string {
        for (const [n] of [list, [...list, part]]) if (n) return new Named()?.name ?? '';
        return '';
      }
      export default { run };
    `);
    expect(text).toMatch(/export default \w+;/);
    expect(text).not.toMatch(/\b(class|of|const|let)\s|=>|\?\?|\?\.|\.\.\.|^import/m);
  });

  it('is refused without a default export, from which alone NGINX takes functions', async () => {
    await expect(build('export const run = part;')).rejects.toThrow(
      'main.ts has no default export',
    );
  });
});
