import { holds, quantile, type Figure } from './figure';

const figure = (comparison: Figure['comparison'], value: number): Figure => ({
  name: 'x',
  value,
  unit: 's',
  comparison,
  bound: comparison === 'stated' ? null : 2,
  runs: [value],
});

describe('holds', () => {
  it.each([
    ['at most', 2, true],
    ['at most', 2.01, false],
    ['at least', 2, true],
    ['at least', 1.99, false],
    ['exactly', 2, true],
    ['exactly', 1, false],
    ['at most', Number.NaN, false],
    ['at least', Number.NaN, false],
    ['stated', 7, true],
    ['stated', Number.NaN, false],
  ] as const)('%s 2: %d is %s', (comparison, value, expected) => {
    expect(holds(figure(comparison, value))).toBe(expected);
  });
});

describe('quantile', () => {
  it('takes the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1)]).toEqual([
      50, 99, 100,
    ]);
    expect(quantile([7], 0.5)).toBe(7);
  });

  it('refuses to take one of nothing', () => {
    expect(() => quantile([], 0.5)).toThrow('a quantile of nothing was asked for');
  });
});
