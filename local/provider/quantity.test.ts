import { parseQuantity, sameQuantity } from './quantity';

describe('quantities', () => {
  it.each([
    ['1', 1],
    ['250m', 0.25],
    ['1Gi', 2 ** 30],
    ['1.5k', 1500],
    ['1e3', 1000],
    ['.5', 0.5],
    ['-2', -2],
  ])('reads %s as %d', (text, amount) => {
    expect(parseQuantity(text)).toBeCloseTo(amount, 12);
  });

  it.each(['', 'one', '1 Gi', '1Kb', '10%'])('takes "%s" for none', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  it('are the same whatever their suffix', () => {
    expect(sameQuantity('1024Mi', '1Gi')).toBe(true);
    expect(sameQuantity('0.1', '100m')).toBe(true);
    expect(sameQuantity('1', '1001m')).toBe(false);
    expect(sameQuantity('x', 'x')).toBe(false);
  });
});
