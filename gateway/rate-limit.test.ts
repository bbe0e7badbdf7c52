import fc from 'fast-check';
import { FakeDict } from '../test/support/script/fake-dict';
import { charge, limitTime, paceOf, take } from './rate-limit';

const HOUR_MS = 3_600_000;

/** A client before one gateway pod, with a clock of its own. */
class Scene {
  now = limitTime(Date.UTC(2026, 10, 20));
  readonly levels = new FakeDict(() => this.now);
  readonly pace;

  constructor(requests: number, perSeconds: number, burst: number) {
    this.pace = paceOf({ requests, perSeconds, burst });
  }

  take(key = 'client'): number {
    return take(this.levels, this.pace, key, this.now);
  }

  /** @returns how many of `count` requests at once are admitted. */
  burst(count: number, key?: string): number {
    return Array.from({ length: count }, () => this.take(key)).filter((wait) => wait === 0).length;
  }
}

describe('the rate limit', () => {
  it('admits the burst and one at once, then one in every interval', () => {
    const scene = new Scene(1_000, 3_600, 100);
    expect(scene.burst(500)).toBe(101);
    expect(scene.take()).toBeCloseTo(3_600, 6);
    scene.now += 3_599;
    expect(scene.take()).toBeCloseTo(1, 6);
    scene.now += 1;
    expect(scene.burst(10)).toBe(1);
    scene.now += 36_000;
    expect(scene.burst(100)).toBe(10);
  });

  it('gives the whole burst back to a client that was idle, and no more', () => {
    const scene = new Scene(1_000, 3_600, 100);
    scene.burst(101);
    scene.now += 1_000 * HOUR_MS;
    expect(scene.burst(500)).toBe(101);
  });

  it('keeps within 2 % of rate x time + burst, whatever the arrivals are', () => {
    const input = fc.record({
      requests: fc.integer({ min: 60, max: 100_000 }),
      perSeconds: fc.constantFrom(1, 60, 3_600),
      burst: fc.integer({ min: 0, max: 500 }),
      gaps: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 20, maxLength: 20 }),
    });
    fc.assert(
      fc.property(input, ({ requests, perSeconds, burst, gaps }) => {
        const scene = new Scene(requests, perSeconds, burst);
        const start = scene.now;
        let admitted = 0;
        for (let n = 0; n < 400; n += 1) {
          // Always more than what is allowed by then.
          while (scene.take() === 0) admitted += 1;
          scene.now += gaps[n % gaps.length] ?? 1;
        }
        while (scene.take() === 0) admitted += 1;
        const allowed = ((scene.now - start) * requests) / (perSeconds * 1_000) + burst + 1;
        expect(admitted).toBeLessThanOrEqual(allowed * 1.000_1);
        // A refused client is ahead by more than the burst: a gap up to that long leaves nothing of the rate unused.
        const usable = Math.max(...gaps) <= scene.pace.aheadMs;
        expect(admitted).toBeGreaterThan(usable ? allowed * 0.98 - 1 : 0);
      }),
      {
        numRuns: 60,
        examples: [
          [
            {
              requests: 49_922,
              perSeconds: 3_600,
              burst: 5,
              gaps: [4, 393, 9, 104, 31, 4, 328, 8, 389, 1],
            },
          ],
        ],
      },
    );
  });

  it('counts every client for itself', () => {
    const scene = new Scene(60, 60, 5);
    expect(scene.burst(20, 'one')).toBe(6);
    expect(scene.burst(20, 'two')).toBe(6);
  });

  it('keeps nothing of a client whose time is over', () => {
    const scene = new Scene(60, 60, 5);
    for (let n = 0; n < 50; n += 1) scene.take(`client ${n}`);
    expect(scene.levels.size).toBe(50);
    scene.now += 1_000;
    expect(scene.levels.size).toBe(0);
  });

  it('never admits more when workers come between each other, and hardly less', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 50, maxLength: 50 }), (others) => {
        const scene = new Scene(600, 60, 10);
        let admitted = 0;
        let turn = 0;
        let depth = 0;
        scene.levels.between = () => {
          turn += 1;
          if (depth >= 3 || !others[turn % others.length]) return;
          depth += 1;
          if (scene.take() === 0) admitted += 1;
          depth -= 1;
        };
        const start = scene.now;
        for (let n = 0; n < 2_000; n += 1) {
          if (scene.take() === 0) admitted += 1;
          scene.now += 10;
        }
        const allowed = (scene.now - start) / 100 + 11;
        expect(admitted).toBeLessThanOrEqual(allowed);
        expect(admitted).toBeGreaterThan(allowed * 0.98);
      }),
      { numRuns: 50 },
    );
  });

  it('lets a client work off what it used elsewhere before it may go on', () => {
    const scene = new Scene(600, 60, 10);
    charge(scene.levels, 'client', 50 * scene.pace.intervalMs, scene.now);
    expect(scene.burst(10)).toBe(0);
    expect(scene.take()).toBeCloseTo(4_000, 6);
    scene.now += 4_000;
    expect(scene.burst(10)).toBe(1);
  });

  it('remembers a debt of years for 24 days', () => {
    const scene = new Scene(1, 31_536_000, 0);
    expect(scene.take()).toBe(0);
    scene.now += 24 * 24 * HOUR_MS;
    expect(scene.take()).toBeGreaterThan(0);
    scene.now += 24 * HOUR_MS;
    expect(scene.take()).toBe(0);
  });

  it('fails when the dictionary is full, and leaves it to the caller what then', () => {
    const scene = new Scene(60, 60, 5);
    scene.levels.capacity = 0;
    expect(() => scene.take()).toThrow('SharedMemoryError');
  });
});
