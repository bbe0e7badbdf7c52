import fc from 'fast-check';
import { Histogram } from './histogram';

const recorded = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};
const latency = fc.double({ min: 0, max: 100_000, noNaN: true });

test('no data has no quantiles', () => {
  expect(new Histogram().latencies()).toBeUndefined();
});

test('a quantile is never below the true one, and at most 0.8 % and two microseconds above', () => {
  fc.assert(
    fc.property(fc.array(latency, { minLength: 1, maxLength: 300 }), (values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const latencies = recorded(values).latencies();
      const pairs = [
        [latencies?.p50, 0.5],
        [latencies?.p99, 0.99],
      ] as const;
      for (const [found, q] of pairs) {
        const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? NaN;
        // Results are rounded to a microsecond.
        expect(found).toBeGreaterThanOrEqual(exact - 0.001);
        expect(found).toBeLessThanOrEqual(exact * (1 + 1 / 128) + 0.002);
      }
    }),
  );
});

test('mean and maximum are exact', () => {
  const { mean, max } = recorded([1, 2, 6, 1_000_000]).latencies() ?? {};
  expect([mean, max]).toEqual([250_002.25, 1_000_000]);
});

test('a window holds what was recorded after its start, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(latency), fc.array(latency), (before, after) => {
      const histogram = recorded(before);
      const mark = histogram.copy();
      for (const value of after) histogram.record(value);
      const window = histogram.since(mark);
      expect(window.count).toBe(after.length);
      const { p50: found } = window.latencies() ?? {};
      const { p50: alone } = recorded(after).latencies() ?? {};
      expect(found === undefined).toBe(alone === undefined);
      // Only the maximum of a window is not exact, so that its quantiles are less cut off.
      expect(found ?? 0).toBeGreaterThanOrEqual(alone ?? 0);
      expect(found ?? 0).toBeLessThanOrEqual((alone ?? 0) * (1 + 1 / 128) + 0.002);
    }),
    { examples: [[[1], [2]]] },
  );
});
