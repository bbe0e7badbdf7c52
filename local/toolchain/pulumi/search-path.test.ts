import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findProgram } from './search-path';

function folders(): { ours: string; theirs: string; path: string } {
  const root = mkdtempSync(join(tmpdir(), 'cutover-path-'));
  const [ours, theirs] = [join(root, 'ours'), join(root, 'theirs')];
  for (const folder of [ours, theirs]) mkdirSync(folder);
  return { ours, theirs, path: `${ours}:${theirs}` };
}

function program(file: string, mode = 0o755): void {
  writeFileSync(file, '');
  chmodSync(file, mode);
}

describe('findProgram', () => {
  it('takes the first folder that has it', () => {
    const { ours, theirs, path } = folders();
    program(join(ours, 'pulumi'));
    program(join(theirs, 'pulumi'));
    expect(findProgram('pulumi', path)).toBe(join(ours, 'pulumi'));
  });

  it('never takes our own for the user’s, not even through a link', () => {
    const { ours, theirs, path } = folders();
    program(join(ours, 'pulumi'));
    symlinkSync(join(ours, 'pulumi'), join(theirs, 'pulumi'));
    expect(findProgram('pulumi', path, ours)).toBeUndefined();
  });

  it('passes over folders and files that cannot be executed', () => {
    const { ours, theirs, path } = folders();
    mkdirSync(join(ours, 'pulumi'));
    program(join(theirs, 'pulumi'), 0o644);
    expect(findProgram('pulumi', path)).toBeUndefined();
  });

  it('finds nothing without a search path', () => {
    expect(findProgram('pulumi', undefined)).toBeUndefined();
  });
});
