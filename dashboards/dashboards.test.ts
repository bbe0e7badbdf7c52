import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENERATED } from './committed';
import { generatedFiles } from './generated-files';
import { parseDashboard } from './json';
import { lintDashboard } from './lint/lint';

const root = join(__dirname, '..');
const files = generatedFiles(root);
const dashboards = files.filter(({ path }) => path.endsWith('.json'));

test.each(files)('$path is what its service file says: else run npm run dashboards', (file) => {
  expect(readFileSync(join(root, file.path), 'utf8')).toBe(file.text);
});

test('nothing is committed beside them', () => {
  const committed = readdirSync(join(root, GENERATED), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(committed.sort()).toEqual(files.map(({ path }) => join(root, path)).sort());
});

test.each(dashboards)('there is nothing to say against $path', ({ text }) => {
  expect(lintDashboard(parseDashboard(text))).toEqual([]);
});

test('no two dashboards have the same address', () => {
  const uids = dashboards.map(({ text }) => parseDashboard(text).uid);
  expect(new Set(uids).size).toBe(uids.length);
});
