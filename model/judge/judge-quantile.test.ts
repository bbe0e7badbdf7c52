import { Seeded } from '../../test/support/judge/seeded';
import type { Histogram } from './histogram';
import { judgeQuantile } from './judge-quantile';
import type { Terms } from './judgement';

const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, Infinity];

const terms: Terms = {
  allowed: { atMost: { times: 1.2, plus: 0 } },
  confidence: 0.95,
  looks: 'one',
};

const histogram = (values: readonly number[]): Histogram => ({
  bounds: BOUNDS,
  counts: BOUNDS.map(
    (bound, index) =>
      values.filter((value) => value <= bound && value > (BOUNDS[index - 1] ?? -Infinity)).length,
  ),
});

/** Latencies around 60 ms with a tail: most services are like that. */
const latencies = (length: number, times = 1, seed = 1): number[] => {
  const random = new Seeded(seed);
  return Array.from({ length }, () => times * 0.06 * Math.exp(random.normal(0, 0.4)));
};

const verdict = (v1: readonly number[], v2: readonly number[], given = terms) =>
  judgeQuantile(0.95, histogram(v1), histogram(v2), given).verdict;

describe('a quantile of histograms', () => {
  it('is compared with its arithmetic in words', () => {
    const [v1, v2] = [histogram(latencies(9_000)), histogram(latencies(1_000, 2, 2))];
    expect(judgeQuantile(0.95, v1, v2, terms)).toMatchObject({
      verdict: 'fail',
      message:
        'V2 257.4 ms (of 1,000) against V1 128.7 ms (of 9,000): difference +128.8 ms, 95 % interval +113.7 to +143.9 ms, p < 0.0001; worse than allowed (allowed: at most 1.2 times V1)',
    });
  });

  it('passes what is alike when there is enough of it', () => {
    expect(verdict(latencies(9_000), latencies(1_000, 1, 2))).toBe('pass');
    expect(verdict(latencies(9_000), latencies(60, 1, 2))).toBe('inconclusive');
    expect(verdict(latencies(10), latencies(10))).toBe('inconclusive');
    expect(verdict([0.05], [0.05])).toBe('inconclusive');
  });

  it('takes more to be sure at any look', () => {
    const any = { ...terms, looks: 'any' } as const;
    const tight = { atMost: { times: 1.1, plus: 0 } };
    const [v1, v2] = [latencies(9_000), latencies(1_500, 1, 2)];
    expect(verdict(v1, v2, { ...terms, allowed: tight })).toBe('pass');
    expect(verdict(v1, v2, { ...any, allowed: tight })).toBe('inconclusive');
    expect(verdict(latencies(90_000), latencies(20_000, 1, 2), any)).toBe('pass');
    expect(verdict(latencies(9_000), latencies(1_000, 2, 2), any)).toBe('fail');
  });

  it('does not know a quantile beyond the last bucket, and never passes it', () => {
    const late = latencies(1_000).map(() => 20);
    expect(judgeQuantile(0.95, histogram(latencies(1_000)), histogram(late), terms)).toMatchObject({
      verdict: 'fail',
      v2: null,
      difference: null,
      interval: null,
    });
    expect(judgeQuantile(0.95, histogram(late), histogram(late), terms)).toMatchObject({
      verdict: 'inconclusive',
      v1: null,
    });
  });

  it.each<[Histogram, string]>([
    [histogram([]), 'V2 has no requests'],
    [{ bounds: BOUNDS, counts: [1] }, 'V2 has a histogram that is none'],
    [{ bounds: BOUNDS, counts: BOUNDS.map(() => NaN) }, 'V2 has a histogram that is none'],
    [{ bounds: BOUNDS, counts: BOUNDS.map(() => -1) }, 'V2 has a histogram that is none'],
    [{ bounds: [1, Infinity], counts: [5, 5] }, 'V1 and V2 are measured in different buckets'],
  ])('is no data where V2 has %j', (v2, message) => {
    expect(judgeQuantile(0.95, histogram(latencies(100)), v2, terms)).toMatchObject({
      verdict: 'no-data',
      message,
    });
  });
});
