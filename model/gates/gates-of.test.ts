import { gatedService } from '../../test/support/gates/gates';
import type { Share } from '../share';
import { gateSchema } from './gate';
import { gatesInForce, gatesOf } from './gates-of';
import { queriesOf } from './queries';

const names = (service: ReturnType<typeof gatedService>, share: number): string[] =>
  gatesInForce(service, share as Share).map(({ name }) => name);

const precision = {
  name: 'precision',
  query: 'avg(p{service="$service",version="$version"})',
  atLeast: 0.95,
};

describe('the gates of a service', () => {
  it('are those of its objectives, and then its own', () => {
    const service = gatedService({ gates: [precision] });
    expect(gatesOf(service).map(({ name }) => name)).toEqual([
      'error-rate',
      'p95',
      'availability',
      'fallback-rate',
      'v2-up',
      'precision',
    ]);
  });

  it('take their bounds from the objectives, and least samples from the bounds', () => {
    const service = gatedService({
      objectives: { errorRate: 0.01, p95Milliseconds: 250, availability: 0.999, fallbackRate: 0 },
      monitoring: { window: '10m' },
    });
    expect(
      gatesOf(service).map(({ name, window, atLeast, atMost, minimumSamples }) => [
        name,
        window,
        atLeast ?? atMost,
        minimumSamples,
      ]),
    ).toEqual([
      ['error-rate', '10m', 0.01, 124],
      ['p95', '10m', 0.25, 124],
      ['availability', '10m', 0.999, 1_049],
      ['fallback-rate', '10m', 0, 100_000],
      ['v2-up', '10m', 1, 0],
    ]);
  });

  it('fill in what the file leaves out', () => {
    expect(gatesOf(gatedService({ gates: [precision] })).at(-1)).toEqual({
      name: 'precision',
      description: 'precision',
      query: 'avg(p{service="$service",version="$version"})',
      samples:
        'sum(increase(cutover_requests_total{namespace="$namespace",service="$service",version="$version"}[$window]))',
      window: '5m',
      atLeast: 0.95,
      minimumSamples: 124,
      weight: 'critical',
      dryRun: false,
      minimumShare: 1,
      unit: 'number',
      ifV1FailsToo: 'inconclusive',
    });
  });

  it('keep to the schema by which the guard reads them', () => {
    const all = gatesOf(gatedService({ gates: [precision] }));
    expect(gateSchema.array().parse(JSON.parse(JSON.stringify(all)))).toEqual(all);
  });

  it('change a built-in one where the file says so, and leave the rest of it', () => {
    const [plain] = gatesOf(gatedService());
    const gates = [{ name: 'error-rate', window: '30s', minimumSamples: 10 }];
    expect(gatesOf(gatedService({ gates }))[0]).toEqual({
      ...plain,
      window: '30s',
      minimumSamples: 10,
    });
  });

  it('lose the bounds of a built-in one with a bound of their own', () => {
    const gates = [{ name: 'p95', comparedToV1: { atMostTimes: 2 } }];
    const p95 = gatesOf(gatedService({ gates }))[1];
    expect(p95).toMatchObject({ name: 'p95', comparedToV1: { atMostTimes: 2 } });
    expect(p95).not.toHaveProperty('atMost');
  });
});

describe('the gates in force', () => {
  const relative = { ...precision, name: 'relative', atLeast: undefined };
  const service = gatedService({
    gates: [
      precision,
      { ...relative, comparedToV1: { atLeastTimes: 1 } },
      { ...precision, name: 'late', minimumShare: 25 },
    ],
    plans: {
      all: {
        phases: [
          { name: 'parallel', steps: [{ share: 0 }] },
          { name: 'canary', steps: [{ share: 5 }, { share: 25 }], gates: ['v2-up', 'late'] },
          { name: 'full', steps: [{ share: 50 }, { share: 100 }] },
        ],
      },
    },
  });

  it.each<[number, string[]]>([
    [0, ['v2-up']],
    [5, ['v2-up']],
    [25, ['v2-up', 'late']],
    [
      50,
      [
        'error-rate',
        'p95',
        'availability',
        'fallback-rate',
        'v2-up',
        'precision',
        'relative',
        'late',
      ],
    ],
    [100, ['error-rate', 'p95', 'availability', 'fallback-rate', 'v2-up', 'precision', 'late']],
  ])('at %d %% are those of its phase that can be judged there', (share, expected) => {
    expect(names(service, share)).toEqual(expected);
  });
});

describe('the queries of a gate', () => {
  const place = { service: 'shop', namespace: 'shop-staging' };
  const [gate] = gatesOf(
    gatedService({ gates: [{ ...precision, samples: 'sum(rate(n[$window]))' }] }),
  ).slice(-1);

  it('name what the variables stand for, in either version', () => {
    expect(gate && queriesOf(gate, place, 5 as Share)).toEqual({
      v2: 'avg(p{service="shop",version="v2"})',
      v1: 'avg(p{service="shop",version="v1"})',
      samples: 'sum(rate(n[5m]))',
      v1Samples: 'sum(rate(n[5m]))',
    });
  });

  it('leave out V1 at 100, and samples that are not needed', () => {
    expect(gate && queriesOf({ ...gate, minimumSamples: 0 }, place, 100 as Share)).toEqual({
      v2: 'avg(p{service="shop",version="v2"})',
      v1: null,
      samples: null,
      v1Samples: null,
    });
  });

  it('leave out V1 where the query does not tell the versions apart', () => {
    const both = gate && queriesOf({ ...gate, query: 'up{a=~"x$"}' }, place, 5 as Share);
    expect(both).toMatchObject({ v2: 'up{a=~"x$"}', v1: null });
  });
});
