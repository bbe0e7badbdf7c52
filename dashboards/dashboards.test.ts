import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promqlProblems } from '../model/gates/promql';
import { GENERATED } from './committed';
import { generatedFiles } from './generated-files';
import { parseDashboard } from './json';
import { lintDashboard } from './lint/lint';
import { BUILT_IN, filledIn } from './variables';

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

const VALUES = { ...BUILT_IN, namespace: 'staging', service: 'shop', route: '.*' };

/** Every query of a dashboard with what is wrong with it in Prometheus' own eyes. */
function wrongQueries(text: string): string[] {
  const { panels, annotations } = parseDashboard(text);
  const queries = [
    ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ name: title, expr }))),
    ...annotations.list,
  ];
  return queries.flatMap(({ name, expr }) =>
    promqlProblems(filledIn(expr, VALUES)).map(({ message }) => `${name}: ${message}`),
  );
}

test.each(dashboards)('every query of $path parses, and is of the right type', ({ text }) => {
  expect(wrongQueries(text)).toEqual([]);
});

test('a query that does not is found', () => {
  const [{ text } = { text: '' }] = dashboards;
  const broken = text.replaceAll('max(cutover_share_desired', 'max(rate(cutover_share_desired');
  expect(new Set(wrongQueries(broken))).toContain('Desired share: something is missing at the end');
});

test('no two dashboards have the same address', () => {
  const uids = dashboards.map(({ text }) => parseDashboard(text).uid);
  expect(new Set(uids).size).toBe(uids.length);
});
