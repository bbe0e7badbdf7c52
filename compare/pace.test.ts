import fc from 'fast-check';
import { Pace } from './pace';

describe('the pace of comparisons', () => {
  it('never lets through more than the rate and one second of it at once', () => {
    const steps = fc.array(fc.nat({ max: 2_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 50, noNaN: true }), steps, (perSecond, waits) => {
        const pace = new Pace(perSecond, 0);
        let now = 0;
        const taken = waits.filter((wait) => pace.take((now += wait))).length;
        expect(taken).toBeLessThanOrEqual(
          Math.max(1, perSecond) + (now / 1_000) * perSecond + 1e-6,
        );
      }),
    );
  });

  it('lets through what comes at the rate', () => {
    const pace = new Pace(4, 0);
    const taken = Array.from({ length: 100 }, (_, index) => pace.take(index * 250));
    expect(taken.every(Boolean)).toBe(true);
  });

  it('lets one through where the rate is less than one a second', () => {
    const pace = new Pace(0.5, 0);
    expect([0, 1_000, 2_000, 3_000].map((now) => pace.take(now))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
