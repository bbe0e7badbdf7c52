import { fieldName } from '../../fields';
import { gatesOf } from '../../gates/gates-of';
import { describeProblem } from '../../problem';
import { schemaProblems } from '../../schema-problems';
import { serviceSchema } from '../service';

const input = (more: object) => ({
  name: 'shop',
  versions: { v1: { image: 'shop:1', port: 1 }, v2: { image: 'shop:2', port: 2 } },
  routes: [
    { name: 'all', path: '/' },
    { name: 'old', path: '/old', to: 'v1' },
  ],
  plan: 'quick',
  plans: { quick: { phases: [{ name: 'all', steps: [{ share: 0 }, { share: 100 }] }] } },
  ...more,
});

function problems(more: object): string[] {
  const { error } = serviceSchema.safeParse(input(more));
  return (error?.issues ?? [])
    .flatMap((issue) => schemaProblems(serviceSchema, issue, input(more)))
    .map(({ path, ...problem }) => describeProblem({ field: fieldName(path), ...problem }));
}

describe('a service file with a comparison', () => {
  it.each<[string, object, string[]]>([
    ['a route that is split', { routes: { all: {} } }, []],
    [
      'no route',
      { routes: {} },
      [`'comparison.routes' ({}) must name at least one route; correct it`],
    ],
    [
      'a route that is not there',
      { routes: { other: {} } },
      [`'comparison.routes.other' ({}) must name a route (all, old); correct the name`],
    ],
    [
      'a route that is pinned',
      { routes: { old: {} } },
      [
        `'comparison.routes.old' ({}) must name a route that is split: 'old' is pinned to v1; remove it`,
      ],
    ],
    [
      'a pattern that is none',
      { routes: { all: { ignore: ['jobs[0].id'] } } },
      [
        `'comparison.routes.all.ignore[0]' ("jobs[0].id") must be a pattern of fields such as jobs[*].score; correct it`,
      ],
    ],
  ])('with %s', (_, comparison, expected) => {
    expect(problems({ comparison })).toEqual(expected);
  });

  it('has a gate that judges it at every share', () => {
    const service = serviceSchema.parse(input({ comparison: { routes: { all: {} } } }));
    expect(gatesOf(service).find(({ name }) => name === 'compatibility')).toMatchObject({
      atMost: 0,
      minimumSamples: 100,
      minimumShare: 0,
      weight: 'critical',
    });
  });

  it('is asked for a query where the gate of that name would be its own', () => {
    expect(problems({ gates: [{ name: 'compatibility', atMost: 0.01 }] })).toEqual([
      `'gates[0].query' (missing) must be given for a gate that is not built in; add it`,
    ]);
  });
});
