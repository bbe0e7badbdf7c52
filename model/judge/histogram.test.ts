import { above, size, valueAt, type Histogram } from './histogram';

const histogram: Histogram = { bounds: [0.1, 0.2, 0.4, Infinity], counts: [10, 0, 20, 10] };

describe('a histogram', () => {
  it('counts exactly what lies above the end of a bucket', () => {
    expect([0.1, 0.2, 0.4].map((bound) => above(histogram, bound))).toEqual([30, 30, 10]);
    expect(size(histogram)).toBe(40);
  });

  it('takes values to lie evenly in a bucket, as histogram_quantile does', () => {
    expect(valueAt(histogram, 5)).toBeCloseTo(0.05, 12);
    expect(valueAt(histogram, 10)).toBeCloseTo(0.1, 12);
    expect(valueAt(histogram, 20)).toBeCloseTo(0.3, 12);
  });

  it('does not know values beyond the last end that is a number', () => {
    expect([valueAt(histogram, 31), valueAt(histogram, 41)]).toEqual([Infinity, Infinity]);
    expect(valueAt({ bounds: [1, Infinity], counts: [0, 0] }, 0)).toBe(Infinity);
  });
});
