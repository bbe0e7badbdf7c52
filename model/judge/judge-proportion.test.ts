import fc from 'fast-check';
import type { Proportion } from './fisher';
import { judgeProportion } from './judge-proportion';
import type { Allowed, Terms } from './judgement';

const of = (count: number, total: number): Proportion => ({ count, total });
const terms = (plus: number, times = 1, looks: Terms['looks'] = 'one'): Terms => ({
  allowed: { atMost: { times, plus } },
  confidence: 0.95,
  looks,
});
const verdict = (v1: Proportion, v2: Proportion, given: Terms) =>
  judgeProportion(v1, v2, given).verdict;

describe('a part of requests', () => {
  it('is compared with its arithmetic in words', () => {
    expect(judgeProportion(of(29, 28_900), of(13, 3_100), terms(0.001)).message).toBe(
      'V2 0.42 % (13 of 3,100) against V1 0.10 % (29 of 28,900): difference +0.32 points, 95 % interval +0.12 to +0.62 points, p = 0.0001; worse than allowed (allowed: at most V1 + 0.10 points)',
    );
  });

  it.each<[string, Proportion, Proportion, Terms, string]>([
    ['nothing against nothing, enough of it', of(0, 90_000), of(0, 9_000), terms(0.001), 'pass'],
    [
      'nothing against nothing, too little',
      of(0, 28_900),
      of(0, 3_100),
      terms(0.001),
      'inconclusive',
    ],
    [
      'nothing against nothing, by a factor alone',
      of(0, 9e6),
      of(0, 9e6),
      terms(0, 2),
      'inconclusive',
    ],
    ['a zero baseline, and failures', of(0, 28_900), of(13, 3_100), terms(0.001), 'fail'],
    ['a zero baseline, and a factor', of(0, 28_900), of(13, 3_100), terms(0, 5), 'fail'],
    ['one failure of few', of(0, 100), of(1, 5), terms(0.001), 'inconclusive'],
    ['tiny samples', of(0, 10), of(0, 5), terms(0.001), 'inconclusive'],
    ['tiny samples, all failed', of(0, 2), of(2, 2), terms(0.001), 'inconclusive'],
    ['alike, and enough', of(300, 300_000), of(30, 30_000), terms(0.001), 'pass'],
    ['alike, and too few', of(29, 28_900), of(3, 3_100), terms(0.001), 'inconclusive'],
    ['better', of(500, 10_000), of(20, 1_000), terms(0.001), 'pass'],
    ['worse, and no worse than allowed', of(1_000, 1e6), of(1_200, 1e6), terms(0.001), 'pass'],
    ['everything failed in both', of(1_000, 1_000), of(500, 500), terms(0.01), 'pass'],
    ['millions', of(60_000, 1e6), of(4_000, 50_000), terms(0, 1.05), 'fail'],
  ])('%s', (_name, v1, v2, given, expected) => {
    expect(verdict(v1, v2, given)).toBe(expected);
  });

  it('is worse below the line where more is better', () => {
    const atLeast = { ...terms(0), allowed: { atLeast: { times: 0.98, plus: 0 } } };
    expect(verdict(of(950, 1_000), of(900, 1_000), atLeast)).toBe('fail');
    expect(verdict(of(9_500, 10_000), of(4_800, 5_000), atLeast)).toBe('pass');
    expect(verdict(of(950, 1_000), of(940, 1_000), atLeast)).toBe('inconclusive');
  });

  it.each([
    [of(NaN, 100), of(1, 100), 'V1 has NaN of 100: that is no count'],
    [of(1, 100), of(1, Infinity), 'V2 has 1 of Infinity: that is no count'],
    [of(1, 100), of(-1, 100), 'V2 has -1 of 100: that cannot be'],
    [of(1, 100), of(101, 100), 'V2 has 101 of 100: that cannot be'],
    [of(0, 0), of(1, 100), 'V1 has no requests'],
    [of(0, 100), of(0, 0.4), 'V2 has no requests'],
  ])('is no data where %j and %j', (v1, v2, message) => {
    const found = judgeProportion(v1, v2, terms(0.001));
    expect([found.verdict, found.message, found.p]).toEqual(['no-data', message, null]);
  });

  it('is counted in whole ones, which an increase over a window is not', () => {
    const { n1, n2, v2 } = judgeProportion(of(28.7, 28_899.6), of(13.2, 3_100.3), terms(0.001));
    expect([n1, n2, v2]).toEqual([28_900, 3_100, 13 / 3_100]);
  });
});

describe('at any look', () => {
  it('takes more to be sure', () => {
    const any = terms(0.001, 1, 'any');
    expect(verdict(of(29, 28_900), of(13, 3_100), any)).toBe('inconclusive');
    expect(verdict(of(29, 28_900), of(40, 3_100), any)).toBe('fail');
    expect(verdict(of(0, 28_900), of(20, 3_100), any)).toBe('fail');
    expect(verdict(of(0, 90_000), of(0, 20_000), any)).toBe('pass');
    expect(verdict(of(29, 28_900), of(16, 3_100), terms(0, 1, 'any'))).toBe('fail');
  });

  it('has a wider interval and a greater p', () => {
    const [one, any] = (['one', 'any'] as const).map((looks) =>
      judgeProportion(of(29, 28_900), of(13, 3_100), terms(0, 1, looks)),
    );
    expect(any?.interval?.[0]).toBeLessThan(one?.interval?.[0] ?? NaN);
    expect(any?.interval?.[1]).toBeGreaterThan(one?.interval?.[1] ?? NaN);
    expect(any?.p).toBeGreaterThan(one?.p ?? NaN);
  });
});

describe('whatever the counts are', () => {
  const proportion = fc
    .tuple(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([total, part]) => of(Math.floor(part ** 4 * total), total));
  const looks = fc.constantFrom('one' as const, 'any' as const);
  const rank = { pass: 0, inconclusive: 1, fail: 2, 'no-data': 3 };

  it('swapped versions have the opposite difference and the same p', () => {
    fc.assert(
      fc.property(proportion, proportion, looks, (v1, v2, look) => {
        const there = judgeProportion(v1, v2, terms(0, 1, look));
        const allowed: Allowed = { atLeast: { times: 1, plus: 0 } };
        const back = judgeProportion(v2, v1, { ...terms(0, 1, look), allowed });
        expect(back.difference).toBeCloseTo(-(there.difference ?? NaN), 12);
        expect(back.interval?.[0]).toBeCloseTo(-(there.interval?.[1] ?? NaN), 9);
        expect(back.p).toBeCloseTo(there.p ?? NaN, 6);
        expect(back.verdict).toBe(there.verdict);
      }),
      { numRuns: 60 },
    );
  });

  it('one more failure of V2 never makes the verdict better', () => {
    fc.assert(
      fc.property(proportion, proportion, looks, (v1, v2, look) => {
        fc.pre(v2.count < v2.total);
        const before = verdict(v1, v2, terms(0.01, 1, look));
        const after = verdict(v1, of(v2.count + 1, v2.total), terms(0.01, 1, look));
        expect(rank[after]).toBeGreaterThanOrEqual(rank[before]);
      }),
      { numRuns: 60 },
    );
  });

  it('a verdict at any look is never bolder than at one', () => {
    fc.assert(
      fc.property(proportion, proportion, (v1, v2) => {
        const bold = verdict(v1, v2, terms(0.01));
        expect(['inconclusive', bold]).toContain(verdict(v1, v2, terms(0.01, 1, 'any')));
      }),
      { numRuns: 60 },
    );
  });

  it('the interval holds the difference, and p is a probability', () => {
    fc.assert(
      fc.property(proportion, proportion, looks, (v1, v2, look) => {
        const { difference, interval, p, pWorse } = judgeProportion(v1, v2, terms(0, 1, look));
        expect(interval?.[0]).toBeLessThanOrEqual((difference ?? NaN) + 1e-12);
        expect(interval?.[1]).toBeGreaterThanOrEqual((difference ?? NaN) - 1e-12);
        for (const one of [p, pWorse]) {
          expect(one).toBeGreaterThanOrEqual(0);
          expect(one).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });
});
