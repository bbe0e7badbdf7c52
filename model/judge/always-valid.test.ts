import { Seeded } from '../../test/support/judge/seeded';
import { alwaysValidProportion, alwaysValidShift } from './always-valid';
import { clopperPearson } from './clopper-pearson';
import { contrast } from './contrast';
import { binomialAtMost } from './distributions';

const ALPHA = 0.1;
const RUNS = 200;

/** @returns the part of runs in which something happens. */
const part = (happens: (random: Seeded) => boolean): number =>
  Array.from({ length: RUNS }, (_, run) => happens(new Seeded(run))).filter(Boolean).length / RUNS;

describe('intervals that hold at every look', () => {
  it.each([0.001, 0.05, 0.5])('miss a proportion of %d no more often than stated', (rate) => {
    const missed = part((random) => {
      let count = 0;
      for (let look = 1; look <= 30; look += 1) {
        count += random.binomial(100, rate);
        const { low, high } = alwaysValidProportion({ count, total: look * 100 }, ALPHA);
        if (low > rate || high < rate) return true;
      }
      return false;
    });
    expect(missed).toBeLessThanOrEqual(ALPHA);
  });

  it('where those for one look miss far more often', () => {
    const missed = part((random) => {
      let count = 0;
      for (let look = 1; look <= 30; look += 1) {
        count += random.binomial(100, 0.5);
        const { low, high } = clopperPearson({ count, total: look * 100 }, ALPHA / 2);
        if (low > 0.5 || high < 0.5) return true;
      }
      return false;
    });
    expect(missed).toBeGreaterThan(3 * ALPHA);
  });

  it('miss a difference of means no more often than stated', () => {
    const missed = part((random) => {
      const [v1, v2] = [random.normals(30, 10, 1), random.normals(30, 10, 1)];
      for (let look = 1; look <= 30; look += 1) {
        v1.push(...random.normals(20, 10, 1));
        v2.push(...random.normals(20, 10, 1));
        const { low, high } = alwaysValidShift(Float64Array.from(v1), Float64Array.from(v2), ALPHA);
        if (low > 0 || high < 0) return true;
      }
      return false;
    });
    expect(missed).toBeLessThanOrEqual(ALPHA);
  });

  it('hold everything while there is nothing', () => {
    expect(alwaysValidProportion({ count: 0, total: 0 }, 0.05)).toEqual({ low: 0, high: 1 });
  });
});

describe('the contrast of two exact intervals', () => {
  // Every outcome of two binomials, each with its probability: the true error rate, not an estimate of it.
  const mass = (count: number, total: number, rate: number): number =>
    binomialAtMost(count, total, rate) - binomialAtMost(count - 1, total, rate);

  it.each([
    [400, 40, 0.005, 0.005],
    [400, 40, 0.02, 0.02],
    [200, 200, 0.01, 0.01],
    [150, 50, 0.05, 0.05],
    [60, 60, 0.3, 0.3],
    [300, 30, 0.01, 0.05],
  ])(
    'of %d and %d requests at %d and %d is above the truth as rarely as stated',
    (n1, n2, p1, p2) => {
      const alpha = 0.05;
      const limits = (total: number) =>
        Array.from({ length: Math.min(60, total) + 1 }, (_, count) => ({
          value: count / total,
          ...clopperPearson({ count, total }, alpha / 2),
        }));
      const [limits1, limits2] = [limits(n1), limits(n2)];
      let above = 0;
      for (let x1 = 0; x1 <= Math.min(n1, 60); x1 += 1) {
        const weight = mass(x1, n1, p1);
        if (weight < 1e-7) continue;
        for (let x2 = 0; x2 <= Math.min(n2, 60); x2 += 1) {
          const both = weight * mass(x2, n2, p2);
          if (both < 1e-7) continue;
          const [v1, v2] = [limits1[x1], limits2[x2]];
          if (!v1 || !v2) continue;
          const estimates = () => ({ v1, v2 });
          const { low } = contrast(estimates, { times: 1, plus: 0 }, alpha, 'square-and-add');
          if (low > p2 - p1) above += both;
        }
      }
      expect(above).toBeLessThanOrEqual(alpha / 2);
    },
  );
});
