import { versionOf } from './slots';

/** @returns how many of `count` requests from `from` on, each `every`-th, go to V2. */
function toV2(share: number, from: number, count: number, every = 1): number {
  let found = 0;
  for (let n = from; n < from + count * every; n += every) {
    if (versionOf(n, share) === 'v2') found += 1;
  }
  return found;
}

const shares = Array.from({ length: 101 }, (_, share) => share);

describe('the slots of requests', () => {
  it('give V2 exactly its share of any 100 requests in a row', () => {
    for (const share of shares) {
      for (const from of [0, 1, 49, 99, 1_234_567, 9_007_199_254_740_000]) {
        expect(toV2(share, from, 100)).toBe(share);
      }
    }
  });

  it('keep every shorter run within 2.4 requests of the share', () => {
    let worst = 0;
    for (const share of shares) {
      for (let from = 0; from < 100; from += 1) {
        let found = 0;
        for (let count = 1; count <= 100; count += 1) {
          if (versionOf(from + count - 1, share) === 'v2') found += 1;
          worst = Math.max(worst, Math.abs(found - (count * share) / 100));
        }
      }
    }
    expect(worst).toBeCloseTo(2.4, 10);
  });

  it('do not hand every second, fourth or fifth request to one version', () => {
    for (const share of shares) {
      for (const [every, points] of [
        [2, 1],
        [4, 3],
        [5, 4],
      ] as const) {
        const part = toV2(share, 0, 1_000, every) / 10;
        expect(Math.abs(part - share)).toBeLessThanOrEqual(points);
      }
    }
  });

  it('keep a slot on V2 while the share only grows', () => {
    for (let n = 0; n < 100; n += 1) {
      const first = shares.findIndex((share) => versionOf(n, share) === 'v2');
      expect(shares.slice(first).every((share) => versionOf(n, share) === 'v2')).toBe(true);
    }
  });
});
