import fc from 'fast-check';
import { Seeded } from '../../test/support/judge/seeded';
import { judgeMetric, type MetricTerms } from './judge-metric';

const lessIsBetter: MetricTerms = {
  allowed: { atMost: { times: 1.25, plus: 0 } },
  confidence: 0.98,
  looks: 'one',
  spreadAtMostTimes: 1.5,
};
const moreIsBetter: MetricTerms = {
  ...lessIsBetter,
  allowed: { atLeast: { times: 0.8, plus: 0 } },
};
const neither: MetricTerms = {
  ...lessIsBetter,
  allowed: { atMost: { times: 1.25, plus: 0 }, atLeast: { times: 0.8, plus: 0 } },
};

const repeated = (value: number, times: number): number[] => Array<number>(times).fill(value);
const around = (mean: number, deviation = 2, length = 30, seed = 1): number[] =>
  new Seeded(seed * 1000 + mean).normals(length, mean, deviation);
const verdict = (v1: readonly number[], v2: readonly number[], terms = neither) =>
  judgeMetric(v1, v2, terms).verdict;

// What Kayenta's own suites ask of its judge, with data of our own.
describe('as ClassifierSuite asks', () => {
  it('passes what is alike, at any direction', () => {
    const [v1, v2] = [around(10, 2, 60), around(10, 2, 60, 2)];
    expect([verdict(v1, v2), verdict(v1, v2, lessIsBetter), verdict(v1, v2, moreIsBetter)]).toEqual(
      ['pass', 'pass', 'pass'],
    );
  });

  it('fails what is high or low, in the direction that matters alone', () => {
    const [low, high] = [around(10), around(20)];
    expect([verdict(low, high), verdict(high, low)]).toEqual(['fail', 'fail']);
    expect([verdict(low, high, lessIsBetter), verdict(low, high, moreIsBetter)]).toEqual([
      'fail',
      'pass',
    ]);
    expect([verdict(high, low, lessIsBetter), verdict(high, low, moreIsBetter)]).toEqual([
      'pass',
      'fail',
    ]);
  });

  it('takes large input', () => {
    expect(verdict(around(10, 2, 10_000), around(10, 2, 2_000, 2))).toBe('pass');
    expect(verdict(around(10, 2, 10_000), around(13, 2, 2_000))).toBe('fail');
  });

  it('does not fail a difference that is certain, and no worse than allowed', () => {
    const {
      verdict: found,
      p,
      effect,
    } = judgeMetric(around(100, 2, 200), around(105, 2, 200), neither);
    expect([found, (p ?? 1) < 0.0001]).toEqual(['pass', true]);
    expect(effect?.meanRatio).toBeCloseTo(1.05, 2);
    expect(effect?.commonLanguage).toBeGreaterThan(0.9);
    expect(effect?.cliffsDelta).toBeGreaterThan(0.8);
  });

  it('takes tied observations', () => {
    expect(verdict(repeated(10, 50), repeated(10, 50))).toBe('pass');
    expect(verdict(repeated(10, 50), repeated(13, 50))).toBe('fail');
    const steps = Array.from({ length: 60 }, (_, index) => 10 + (index % 3));
    expect(verdict(steps, steps)).toBe('pass');
  });

  it('takes leading zeros', () => {
    const v1 = [...repeated(0, 10), ...around(10, 1, 90)];
    const v2 = [...repeated(0, 10), ...around(10, 1, 90, 2)];
    expect(verdict(v1, v2)).toBe('pass');
    expect(verdict(v1, [...repeated(0, 10), ...around(20, 1, 90)])).toBe('fail');
  });

  it('says that there are no data, and for which version', () => {
    const told = (v1: readonly number[], v2: readonly number[]) => {
      const { verdict: found, message } = judgeMetric(v1, v2, neither);
      return [found, message];
    };
    expect(told([], [])).toEqual(['no-data', 'V1 has no values']);
    expect(told([1, 2], [])).toEqual(['no-data', 'V2 has no values']);
    expect(told(around(10), [NaN, NaN, NaN])).toEqual([
      'no-data',
      'V2 has 3 of 3 values that are no numbers',
    ]);
    expect(told([1, NaN], around(10))).toEqual([
      'no-data',
      'V1 has 1 of 2 values that are no numbers',
    ]);
  });

  it('leaves NaN and infinity out, and says so', () => {
    const {
      verdict: found,
      message,
      n2,
      dropped,
    } = judgeMetric(around(10, 2, 60), [...around(10, 2, 60, 2), NaN, Infinity], neither);
    expect([found, n2, dropped]).toEqual(['pass', 60, [0, 2]]);
    expect(message).toContain('; left out because they are no numbers: 0 of V1, 2 of V2');
  });

  it('takes means of zero, whose ratio is unknown', () => {
    const zero = judgeMetric(repeated(0, 50), repeated(0, 50), neither);
    expect([zero.verdict, zero.effect?.meanRatio]).toEqual(['pass', null]);
    expect(verdict(repeated(0, 50), repeated(3, 50))).toBe('fail');
    expect(verdict(repeated(3, 50), repeated(0, 50))).toBe('fail');
  });

  it('does not let a majority of ties hide the rest', () => {
    const v1 = repeated(2, 50);
    const v2 = [...repeated(2, 15), ...repeated(80, 35)];
    expect(verdict(v1, v2, lessIsBetter)).toBe('fail');
    expect(verdict(v1, [...repeated(2, 35), ...repeated(80, 15)], lessIsBetter)).toBe('fail');
  });
});

describe('what Kayenta does not see', () => {
  it('fails a variance that grows while the mean does not (kayenta#780)', () => {
    const [v1, v2] = [around(10, 1, 60), around(10, 5, 60, 2)];
    const { verdict: found, p, message } = judgeMetric(v1, v2, lessIsBetter);
    expect([found, (p ?? 0) > 0.05]).toEqual(['fail', true]);
    expect(message).toMatch(
      /; V2 scatters, [4-6][.\d]* times as much as V1 \(allowed: 1\.5 times, /,
    );
    // The other way round V2 is the calmer one.
    expect(judgeMetric(v2, v1, lessIsBetter).verdict).not.toBe('fail');
  });

  it('fails two groups around the middle that V1 has (kayenta#780)', () => {
    const v2 = around(10, 1, 60).map((value, index) => value + (index % 2 === 0 ? 6 : -6));
    expect(verdict(around(10, 1, 60, 2), v2, lessIsBetter)).toBe('fail');
  });

  it('never passes sparse errors, and fails them when there are enough (kayenta#426)', () => {
    const sparse = (length: number): number[] =>
      Array.from({ length }, (_, index) => (index % 6 === 0 ? 1 + (index % 2) : 0));
    expect(verdict(repeated(0, 6), [0, 1, 2, 0, 1, 0], lessIsBetter)).toBe('inconclusive');
    expect(verdict(repeated(0, 12), sparse(12), lessIsBetter)).toBe('inconclusive');
    expect(verdict(repeated(0, 60), sparse(60), lessIsBetter)).toBe('fail');
    // A line above most values must not let the few great ones through.
    const most = { ...lessIsBetter, allowed: { atMost: { times: 1, plus: 0.1 } } };
    expect(verdict(repeated(0, 60), sparse(60), most)).not.toBe('pass');
  });
});

describe('tiny and constant samples', () => {
  it.each([
    [[1], [1]],
    [[1], [100]],
    [
      [1, 2],
      [1, 2],
    ],
    [
      [1, 1, 1],
      [9, 9, 9],
    ],
    [[0], [8, 9, 10, 11, 12]],
  ])('are inconclusive: %j and %j', (v1, v2) => {
    const {
      verdict: found,
      interval,
      message,
    } = judgeMetric(v1, v2, {
      ...lessIsBetter,
      confidence: 0.95,
    });
    expect([found, interval]).toEqual(['inconclusive', null]);
    expect(message).toContain('too few values for an interval');
  });

  it('states the arithmetic in words', () => {
    const v1 = Array.from({ length: 40 }, (_, index) => 90 + (index % 10));
    const v2 = v1.map((value) => value + 40);
    expect(judgeMetric(v1, v2, { ...lessIsBetter, confidence: 0.95 }).message).toBe(
      'V2 134.5 (of 40) against V1 94.5 (of 40): difference +40, 95 % interval +39 to +41, p < 0.0001; means 134.5 and 94.5; worse than allowed (allowed: at most 1.25 times V1)',
    );
  });
});

describe('at any look', () => {
  const any = { ...lessIsBetter, looks: 'any' } as const;

  it('passes, fails, and waits for enough', () => {
    expect(verdict(around(10, 2, 200), around(10, 2, 200, 2), any)).toBe('pass');
    expect(verdict(around(10, 2, 200), around(20, 2, 200), any)).toBe('fail');
    expect(verdict(around(10, 1, 300), around(10, 6, 300, 2), any)).toBe('fail');
    expect(verdict(around(10, 2, 20), around(20, 2, 20), any)).toBe('inconclusive');
  });

  it('has a wider interval than at one look', () => {
    const width = (looks: 'one' | 'any'): number => {
      const { interval } = judgeMetric(around(10, 2, 100), around(10, 2, 100, 2), {
        ...any,
        looks,
      });
      return (interval?.[1] ?? NaN) - (interval?.[0] ?? NaN);
    };
    expect(width('any')).toBeGreaterThan(width('one') * 1.2);
  });
});

describe('whatever the values are', () => {
  const values = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 40 });
  const equal: MetricTerms = {
    allowed: { atMost: { times: 1, plus: 0 } },
    confidence: 0.95,
    looks: 'one',
  };
  const mirrored: MetricTerms = { ...equal, allowed: { atLeast: { times: 1, plus: 0 } } };

  it('swapped versions have the opposite difference and the same p', () => {
    fc.assert(
      fc.property(values, values, (v1, v2) => {
        const there = judgeMetric(v1, v2, equal);
        const back = judgeMetric(v2, v1, mirrored);
        expect(back.verdict).toBe(there.verdict);
        expect(back.p).toBeCloseTo(there.p ?? NaN, 12);
        expect(back.difference).toBe(0 - (there.difference ?? NaN));
        expect(back.effect?.cliffsDelta).toBeCloseTo(-(there.effect?.cliffsDelta ?? NaN), 12);
      }),
    );
  });

  it('the verdict does not depend on the unit, nor on the order', () => {
    fc.assert(
      fc.property(values, values, fc.constantFrom(0.5, 2, 1024), (v1, v2, unit) => {
        const scaled = (all: readonly number[]) => all.map((value) => value * unit).reverse();
        const [there, here] = [
          judgeMetric(v1, v2, equal),
          judgeMetric(scaled(v1), scaled(v2), equal),
        ];
        expect([here.verdict, here.p]).toEqual([there.verdict, there.p]);
        expect(here.difference).toBe((there.difference ?? NaN) * unit);
      }),
    );
  });

  it('a V2 that is worse everywhere is never judged better', () => {
    const rank = { pass: 0, inconclusive: 1, fail: 2, 'no-data': 3 };
    fc.assert(
      fc.property(values, values, fc.integer({ min: 0, max: 30 }), (v1, v2, more) => {
        const worse = v2.map((value) => value + more);
        const [before, after] = [judgeMetric(v1, v2, equal), judgeMetric(v1, worse, equal)];
        expect(rank[after.verdict]).toBeGreaterThanOrEqual(rank[before.verdict]);
      }),
    );
  });

  it('a more confident verdict is a more careful one', () => {
    fc.assert(
      fc.property(values, values, (v1, v2) => {
        const careful = judgeMetric(v1, v2, { ...equal, confidence: 0.999 });
        const bold = judgeMetric(v1, v2, equal);
        expect(['inconclusive', bold.verdict]).toContain(careful.verdict);
        const [low, high] = careful.interval ?? [-Infinity, Infinity];
        const [boldLow, boldHigh] = bold.interval ?? [-Infinity, Infinity];
        expect(low).toBeLessThanOrEqual(boldLow);
        expect(high).toBeGreaterThanOrEqual(boldHigh);
      }),
    );
  });
});

describe('terms without meaning', () => {
  it.each([
    [{ ...neither, confidence: 1 }, 'confidence 1'],
    [{ ...neither, confidence: 0.3 }, 'confidence 0.3'],
    [{ ...neither, allowed: {} }, 'nothing is allowed or forbidden'],
    [{ ...neither, allowed: { atMost: { times: 0, plus: 1 } } }, 'line 0 x V1 + 1'],
    [{ ...neither, allowed: { atMost: { times: 1, plus: NaN } } }, 'line 1 x V1 + NaN'],
  ])('are refused: %j', (terms, message) => {
    expect(() => judgeMetric([1], [1], terms)).toThrow(new RangeError(message));
  });
});
