import fc from 'fast-check';
import { FakeDict } from '../test/support/script/fake-dict';
import { isKnown, remember, tokenName } from './known-tokens';

const NOW = 1_795_000_000_000;

describe('a token that was found good', () => {
  it('is known until it ends, and for five minutes at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000, max: 1_000_000 }),
        fc.nat({ max: 1_000_000 }),
        (left, later) => {
          let now = NOW;
          const tokens = new FakeDict(() => now);
          remember(tokens, 'a', NOW + left, NOW);
          now += later;
          expect(isKnown(tokens, 'a', now)).toBe(later < Math.min(left, 300_000));
        },
      ),
    );
  });

  it('is remembered anew once it had to be checked again', () => {
    let now = NOW;
    const tokens = new FakeDict(() => now);
    remember(tokens, 'a', NOW + 1_000_000, NOW);
    now += 300_000;
    expect(isKnown(tokens, 'a', now)).toBe(false);
    remember(tokens, 'a', NOW + 1_000_000, now);
    expect(isKnown(tokens, 'a', now + 299_999)).toBe(true);
  });

  it('is unknown under another set of keys, and another token under the same', () => {
    const names = [
      tokenName('/run/cutover/jwks-1.json', 'abc'),
      tokenName('/run/cutover/jwks-2.json', 'abc'),
      tokenName('/run/cutover/jwks-1.json', 'abd'),
    ];
    expect(new Set(names).size).toBe(3);
    expect(names[0]).toMatch(/^[\w-]{43}$/);
  });

  it('is checked each time where there is no room to remember it', () => {
    const tokens = new FakeDict(() => NOW);
    tokens.capacity = 0;
    remember(tokens, 'a', NOW + 1_000, NOW);
    expect(isKnown(tokens, 'a', NOW)).toBe(false);
  });
});
