import { parseDashboard, type DashboardJson } from '../json';
import { lintDashboard } from './lint';

const chosen = { type: 'prometheus', uid: '${datasource}' };
const expr = 'cutover_up{namespace="$namespace",service="$service"}';

const panel = {
  type: 'timeseries',
  id: 1,
  title: 'Pods',
  description: 'Pods that are up.',
  gridPos: { x: 0, y: 0, w: 12, h: 8 },
  datasource: chosen,
  targets: [{ refId: 'A', expr, legendFormat: 'up', datasource: chosen }],
  fieldConfig: { defaults: { unit: 'none' } },
};

const variable = (name: string) => ({
  type: 'custom',
  name,
  label: 'Label',
  description: 'What it is.',
  query: '',
});

const sound = {
  uid: 'cutover-pods',
  title: 'Pods',
  description: 'Which pods are up.',
  tags: ['cutover'],
  panels: [panel],
  templating: { list: ['datasource', 'namespace', 'service'].map(variable) },
  annotations: { list: [{ name: 'Restarts', expr, datasource: chosen }] },
};

const linted = (over: object): string[] =>
  lintDashboard(parseDashboard(JSON.stringify({ ...sound, ...over })));
const withPanel = (over: object): string[] => linted({ panels: [{ ...panel, ...over }] });
const withQuery = (over: object): string[] =>
  withPanel({ targets: [{ ...panel.targets[0], ...over }] });

test('a sound dashboard has no problems', () => {
  expect(linted({})).toEqual([]);
});

test.each<[string, string[], string[]]>([
  [
    'no words for itself',
    linted({ title: '', description: '', tags: [] }),
    [
      'the dashboard has no title',
      'the dashboard has no description',
      "the dashboard has no tag 'cutover'",
    ],
  ],
  [
    'too long an address',
    linted({ uid: 'u'.repeat(41) }),
    [`uid '${'u'.repeat(41)}' is not valid`],
  ],
  [
    'a variable that nothing uses',
    linted({ templating: { list: [...sound.templating.list, variable('route')] } }),
    ["variable 'route' is not used"],
  ],
  [
    'a variable that nobody declares',
    withQuery({ expr: `${expr} + ${expr.replace('}', ',route="$route"}')}` }),
    ["'$route' is no variable"],
  ],
  [
    'a variable without words',
    linted({
      templating: {
        list: [
          { ...variable('datasource'), label: '' },
          variable('namespace'),
          variable('service'),
        ],
      },
    }),
    ["variable 'datasource' has no label or no description"],
  ],
  [
    'one id for two panels',
    linted({ panels: [panel, { ...panel, title: 'More', gridPos: { ...panel.gridPos, x: 12 } }] }),
    ['panel id 1 is there twice'],
  ],
  [
    'panels over each other',
    linted({
      panels: [panel, { ...panel, id: 2, title: 'More', gridPos: { x: 11, y: 7, w: 12, h: 8 } }],
    }),
    ["panel 'Pods' lies over panel 'More'"],
  ],
  [
    'a panel outside of the grid',
    withPanel({ gridPos: { x: 13, y: 0, w: 12, h: 8 } }),
    ["panel 'Pods' goes beyond the last column"],
  ],
  [
    'a panel without words',
    withPanel({ description: 'Pods' }),
    ["panel 'Pods' has no description that is a sentence"],
  ],
  [
    'a panel without a unit',
    withPanel({ fieldConfig: { defaults: {} } }),
    ["panel 'Pods' has no unit"],
  ],
  [
    'a panel without a query',
    withPanel({ targets: [] }),
    ["variable 'namespace' is not used", "panel 'Pods' has no query"].slice(1),
  ],
  [
    'thresholds out of order',
    withPanel({
      fieldConfig: {
        defaults: {
          unit: 'none',
          thresholds: {
            steps: [
              { value: null, color: 'green' },
              { value: 2, color: 'red' },
              { value: 1, color: 'red' },
            ],
          },
        },
      },
    }),
    ["panel 'Pods' has thresholds out of order"],
  ],
  [
    'a data source of its own',
    withQuery({ datasource: { type: 'prometheus', uid: 'abc' } }),
    ["panel 'Pods' does not ask the chosen data source"],
  ],
  [
    'a query without a legend',
    withQuery({ legendFormat: undefined }),
    ["panel 'Pods' has a query without a legend"],
  ],
  [
    'one name for two queries',
    withPanel({ targets: [panel.targets[0], panel.targets[0]] }),
    ["panel 'Pods' refId A is there twice"],
  ],
  [
    'a query of all namespaces',
    withQuery({ expr: 'cutover_up{service="$service"}' }),
    ["panel 'Pods' asks for cutover_up of every namespace"],
  ],
  [
    'a query of all services',
    withQuery({ expr: 'cutover_up{namespace="$namespace"}' }),
    ["panel 'Pods' asks for cutover_up of every service"],
  ],
  ['a query of nothing', withQuery({ expr: 'vector(1)' }), ["panel 'Pods' asks for no metric"]],
  [
    'an annotation of all services',
    linted({
      annotations: {
        list: [
          { name: 'Restarts', expr: 'cutover_up{namespace="$namespace"}', datasource: chosen },
        ],
      },
    }),
    ["annotation 'Restarts' asks for cutover_up of every service"],
  ],
])('%s is told', (_, problems, expected) => {
  expect(problems).toEqual(expected);
});

test('metrics of the service itself are asked for as its file has it', () => {
  expect(withQuery({ expr: `${expr} + avg(shop_sales{shop="Paris"})` })).toEqual([]);
});

test('what is no dashboard at all is refused', () => {
  expect(() => parseDashboard('{}')).toThrow(/panels/);
  const typed: DashboardJson['panels'] = parseDashboard(JSON.stringify(sound)).panels;
  expect(typed[0]?.targets[0]?.instant).toBe(false);
});
