import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTogether } from './folder';

describe('mounted files', () => {
  let mount: string;
  beforeEach(() => {
    mount = mkdtempSync(join(tmpdir(), 'cutover-folder-'));
    mkdirSync(join(mount, '..2026_11_20', 'tls'), { recursive: true });
    symlinkSync('..2026_11_20', join(mount, '..data'));
    writeFileSync(join(mount, '..2026_11_20', 'one'), '1');
    writeFileSync(join(mount, '..2026_11_20', 'tls', 'tls.crt'), 'c');
    writeFileSync(join(mount, '..2026_11_20', 'tls', 'tls.key'), 'k');
  });
  afterEach(() => {
    rmSync(mount, { recursive: true });
  });

  it('of a volume of their own are read from the folder that its link names', async () => {
    expect(await readTogether(mount, ['one'])).toEqual(['1']);
  });

  it('of a folder in a volume with others are read from where that folder leads', async () => {
    symlinkSync(join('..data', 'tls'), join(mount, 'tls'));
    expect(await readTogether(join(mount, 'tls'), ['tls.crt', 'tls.key'])).toEqual(['c', 'k']);
  });

  it('are there while the kubelet replaces them and removes the former ones', async () => {
    let former = '..2026_11_20';
    for (let round = 0; round < 50; round += 1) {
      const reading = readTogether(mount, ['one']);
      if (round % 2 === 1) await new Promise(setImmediate);
      const next = `..generation-${round}`;
      mkdirSync(join(mount, next));
      writeFileSync(join(mount, next, 'one'), '1');
      symlinkSync(next, join(mount, '..data_tmp'));
      renameSync(join(mount, '..data_tmp'), join(mount, '..data'));
      rmSync(join(mount, former), { recursive: true });
      former = next;
      expect(await reading).toEqual(['1']);
    }
  });

  it('are none at all when one is missing or is larger than a Secret can be', async () => {
    expect(await readTogether(mount, ['one', 'two'])).toBeUndefined();
    expect(await readTogether(join(mount, 'none'), ['one'])).toBeUndefined();
    writeFileSync(join(mount, '..2026_11_20', 'two'), 'x'.repeat(1_048_577));
    expect(await readTogether(mount, ['one', 'two'])).toBeUndefined();
  });
});
