import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../settings';
import { copyProject } from './project-copy';

test('a copy of the project has all that its program imports of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-copy-'));
  try {
    copyProject(folder);
    const program = readFileSync(join(projectRoot, 'index.ts'), 'utf8');
    const imported = [...program.matchAll(/from '(\.\/[^']+)'/g)].map(([, path]) => `${path}.ts`);
    expect(imported).not.toEqual([]);
    expect(imported.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
