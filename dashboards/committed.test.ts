import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readServiceFile } from '../model/service/service-file';
import { dashboardsOf } from './committed';
import { SLUGS } from './identity';

/** What draws dashboards is slow to load: a preview must do without it. */
jest.mock('./sheets', () => ({
  drawDashboard: () => {
    throw new Error('drawn anew');
  },
}));

const root = join(__dirname, '..');

function service(name: string, overrides: object = {}) {
  const file = readFileSync(join(root, 'services', `${name}.yaml`), 'utf8');
  return readServiceFile(name, file, { source: 'overrides', values: overrides });
}

test.each(['supersmartmatch', 'mapping-dsl'])('those of %s are read and not drawn', (name) => {
  const dashboards = dashboardsOf(root, service(name), 'staging');
  expect(dashboards.map(({ slug }) => slug)).toEqual(SLUGS);
  expect(dashboards.map(({ file }) => file)).toEqual(
    SLUGS.map((slug) => `staging-${name}-${slug}.json`),
  );
});

test.each([
  ['a bound', { objectives: { p95Milliseconds: 50 } }],
  ['the plan', { plan: 'canary' }],
  ['what a pod carries', { capacity: { perPod: { v1: 50, v2: 60 } } }],
  ['the interval of the guard', { monitoring: { window: '10m' } }],
])('they are drawn anew where overrides change %s', (_, overrides) => {
  const changed = service('supersmartmatch', overrides);
  expect(() => dashboardsOf(root, changed, 'staging')).toThrow('drawn anew');
});

test('they are read where overrides change what no dashboard shows', () => {
  const same = service('supersmartmatch', {
    owner: 'others@company.com',
    gateway: { replicas: 2 },
  });
  expect(dashboardsOf(root, same, 'staging')).toHaveLength(SLUGS.length);
});

test('they are drawn where nobody has committed any', () => {
  const own = { ...service('mapping-dsl'), name: 'shop' };
  expect(() => dashboardsOf(root, own, 'shop')).toThrow('drawn anew');
});
