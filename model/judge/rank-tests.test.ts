import fc from 'fast-check';
import { hodgesLehmann } from './hodges-lehmann';
import { mannWhitney } from './mann-whitney';
import { rankSumDistribution } from './rank-sum-distribution';
import { sampleOf } from './sample';
import { spread } from './spread';
import { tally } from './tally';

const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 });
const sorted = (given: readonly number[]): Float64Array => sampleOf(given).sorted;

describe('the distribution of U', () => {
  it('is a symmetric one', () => {
    for (const [n, m] of [
      [1, 1],
      [3, 7],
      [20, 31],
      [49, 49],
    ] as const) {
      const mass = rankSumDistribution(n, m);
      expect(mass).toHaveLength(n * m + 1);
      expect(mass.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      mass.forEach((p, u) => {
        expect(p).toBeCloseTo(mass[n * m - u] ?? NaN, 14);
      });
    }
  });
});

describe('rank tests', () => {
  it('count pairs as counting them one by one does', () => {
    fc.assert(
      fc.property(values, values, (v1, v2) => {
        const { u } = mannWhitney(tally(sorted(v1), sorted(v2)));
        const pairs = v2.flatMap((b) => v1.map((a) => (b > a ? 1 : b === a ? 0.5 : 0)));
        expect(u).toBe(pairs.reduce<number>((sum, one) => sum + one, 0));
      }),
    );
  });

  it('find the median of all differences without making them', () => {
    fc.assert(
      fc.property(values, values, (v1, v2) => {
        const { estimate, low, high } = hodgesLehmann(sorted(v1), sorted(v2), 0.025);
        const all = v2.flatMap((b) => v1.map((a) => b - a)).sort((a, b) => a - b);
        const middle = all.length / 2;
        const both = (all[Math.ceil(middle) - 1] ?? NaN) + (all[Math.floor(middle)] ?? NaN);
        expect(estimate).toBe(both / 2 + 0);
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
      }),
    );
  });

  it('do not depend on any change of scale that keeps the order', () => {
    fc.assert(
      fc.property(values, values, (v1, v2) => {
        const bent = (all: readonly number[]) => sorted(all.map((one) => Math.exp(one / 10)));
        expect(mannWhitney(tally(bent(v1), bent(v2)))).toEqual(
          mannWhitney(tally(sorted(v1), sorted(v2))),
        );
      }),
    );
  });
});

describe('the test of spread', () => {
  const many = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 30 });

  it('does not see a shift', () => {
    fc.assert(
      fc.property(many, many, fc.integer({ min: -9, max: 9 }), (v1, v2, shift) => {
        const moved = v2.map((value) => value + shift);
        expect(spread(sorted(v1), sorted(moved))).toEqual(spread(sorted(v1), sorted(v2)));
      }),
    );
  });

  it('finds nothing where neither version scatters', () => {
    expect(spread(sorted([5, 5, 5]), sorted([7, 7]))).toMatchObject({ v1: 0, v2: 0, greater: 1 });
  });
});
