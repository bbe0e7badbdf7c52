import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scriptInstaller } from './script';

describe('the gateway script', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cutover-script-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const path = (name: string) => join(folder, name);

  it('is put in place once, and not touched when it is there already', async () => {
    writeFileSync(path('source'), 'new');
    writeFileSync(path('target'), 'old');
    await scriptInstaller(path('source'), path('target'))();
    expect(readFileSync(path('target'), 'utf8')).toBe('new');
    const { ino } = statSync(path('target'));
    await scriptInstaller(path('source'), path('target'))();
    expect(statSync(path('target')).ino).toBe(ino);
  });

  it('is tried again after a failure', async () => {
    const install = scriptInstaller(path('source'), path('target'));
    await expect(install()).rejects.toMatchObject({ code: 'ENOENT' });
    writeFileSync(path('source'), 'new');
    await install();
    expect(readFileSync(path('target'), 'utf8')).toBe('new');
  });
});
