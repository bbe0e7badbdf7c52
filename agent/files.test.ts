import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Share } from '../model/share';
import { loadLastShare, saveLastShare, writeAtomically } from './files';

describe('the shared volume', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cutover-files-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('holds the new text under the name and no temporary file', async () => {
    const path = join(folder, 'upstreams.conf');
    await writeAtomically(path, 'old');
    await writeAtomically(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['upstreams.conf']);
  });

  it('leaves the old text when a write fails', async () => {
    const path = join(folder, 'upstreams.conf');
    await writeAtomically(path, 'old');
    rmSync(`${path}.new`, { force: true });
    // A folder in the place of the temporary file fails for every user, root too.
    await writeAtomically(join(`${path}.new`, 'x'), '');
    await expect(writeAtomically(path, 'new')).rejects.toMatchObject({ code: 'EISDIR' });
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('gives the last share back', async () => {
    const path = join(folder, 'last-share.json');
    await saveLastShare(path, 0 as Share);
    expect(await loadLastShare(path)).toBe(0);
  });

  it.each(['', '{', '{}', '{"share":25}', '{"share":"101"}', 'null'])(
    'takes %j for no share at all',
    async (text) => {
      const path = join(folder, 'last-share.json');
      writeFileSync(path, text);
      expect(await loadLastShare(path)).toBeUndefined();
    },
  );

  it('knows no share before one was kept', async () => {
    expect(await loadLastShare(join(folder, 'none.json'))).toBeUndefined();
  });
});
