import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isUnchanged, writeStamp } from './stamp';

function bundled(): string {
  const root = mkdtempSync(join(tmpdir(), 'cutover-stamp-'));
  mkdirSync(join(root, 'dist'));
  writeFileSync(join(root, 'main.ts'), 'a');
  writeFileSync(join(root, 'dist/main.js'), 'A');
  writeStamp(root, 'recipe', ['main.ts', '(disabled):fs']);
  return root;
}

const unchanged = (root: string, recipe = 'recipe'): boolean =>
  isUnchanged(root, recipe, ['dist/main.js']);

describe('a bundle', () => {
  it('is kept while nothing that went into it has changed', () => {
    expect(unchanged(bundled())).toBe(true);
  });

  it('is made again after a change of an input’s size or time', () => {
    const longer = bundled();
    writeFileSync(join(longer, 'main.ts'), 'ab');
    expect(unchanged(longer)).toBe(false);
    const touched = bundled();
    utimesSync(join(touched, 'main.ts'), 1, 1);
    expect(unchanged(touched)).toBe(false);
  });

  it('is made again when an input or the bundle itself is gone', () => {
    for (const file of ['main.ts', 'dist/main.js', 'dist/.inputs.json']) {
      const root = bundled();
      rmSync(join(root, file));
      expect(unchanged(root)).toBe(false);
    }
  });

  it('is made again by another recipe', () => {
    expect(unchanged(bundled(), 'another recipe')).toBe(false);
  });
});
