import fc from 'fast-check';
import { floors, neededPods } from './capacity';
import { serviceSchema, type Capacity, type Service } from './service/service';

type Range = readonly [min: number, max: number];
const capacity = (more: Partial<Capacity> = {}): Capacity => ({
  peakRequestsPerSecond: 1_000,
  headroom: 1.3,
  perPod: { v1: 100, v2: 200 },
  rollbackReservePercent: 100,
  ...more,
});
const template = serviceSchema.parse({
  name: 'shop',
  versions: { v1: { image: 'shop:1', port: 80 }, v2: { image: 'shop:2', port: 80 } },
  plans: { plan: { phases: [{ name: 'all', steps: [{ share: 100 }] }] } },
  plan: 'plan',
});
/** Not through the schema: the floors must hold for ceilings that it refuses as well. */
const service = (
  sizes: Capacity | undefined,
  v1: Range = [1, 100],
  v2: Range = [1, 100],
): Pick<Service, 'capacity' | 'versions'> => {
  const version = (name: 'v1' | 'v2', [min, max]: Range) => ({
    ...template.versions[name],
    replicas: { ...template.versions[name].replicas, min, max },
  });
  return { versions: { v1: version('v1', v1), v2: version('v2', v2) }, capacity: sizes };
};

const anyRange = fc
  .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }))
  .map(([a, b]): Range => (a <= b ? [a, b] : [b, a]));
const positive = fc.double({ min: 0.01, max: 100_000, noNaN: true });
const anyCapacity: fc.Arbitrary<Capacity> = fc.record({
  peakRequestsPerSecond: positive,
  headroom: fc.double({ min: 1, max: 10, noNaN: true }),
  perPod: fc.record({ v1: positive, v2: positive }),
  rollbackReservePercent: fc.integer({ min: 0, max: 100 }),
});
const anyService = fc
  .tuple(anyCapacity, anyRange, anyRange)
  .map(([sizes, v1, v2]) => service(sizes, v1, v2));
const anyShare = fc.integer({ min: 0, max: 100 });

describe('the floors', () => {
  it('cover part x peak x headroom / perPod', () => {
    expect(floors(service(capacity({ rollbackReservePercent: 0 })), 25, 'serving')).toEqual({
      v1: 10, // 75 % of 1,300 are 975
      v2: 2, // 25 % of 1,300 are 325
    });
  });

  it('keep the rollback reserve of V1 at any share, until V1 is removed', () => {
    const half = service(capacity({ rollbackReservePercent: 50 }));
    expect(floors(half, 75, 'serving').v1).toBe(7);
    expect(floors(half, 100, 'serving').v1).toBe(7);
    expect(floors(half, 100, 'deprecated').v1).toBe(7);
    expect(floors(half, 100, 'removed')).toEqual({ v1: 0, v2: 7 });
  });

  it('are replicas.min where the file says nothing of the load', () => {
    expect(floors(service(undefined, [3, 10], [2, 10]), 100, 'serving')).toEqual({ v1: 3, v2: 2 });
  });

  it('count no further pod for a quotient that is a whole number but for rounding', () => {
    const exact = capacity({ peakRequestsPerSecond: 0.3, headroom: 1, perPod: { v1: 0.1, v2: 1 } });
    expect(0.3 / 0.1).toBeLessThan(3);
    expect(neededPods(exact, 'v1', 100)).toBe(3);
    const above = capacity({ peakRequestsPerSecond: 4.2, headroom: 1, perPod: { v1: 1.4, v2: 1 } });
    expect(4.2 / 1.4).toBeGreaterThan(3);
    expect(neededPods(above, 'v1', 100)).toBe(3);
  });

  it('are never below min nor above max', () => {
    fc.assert(
      fc.property(anyService, anyShare, (any, share) => {
        const { v1, v2 } = floors(any, share, 'serving');
        const { v1: first, v2: second } = any.versions;
        expect(v1).toBeGreaterThanOrEqual(first.replicas.min);
        expect(v1).toBeLessThanOrEqual(first.replicas.max);
        expect(v2).toBeGreaterThanOrEqual(second.replicas.min);
        expect(v2).toBeLessThanOrEqual(second.replicas.max);
      }),
    );
  });

  it("grow with the share for V2, and never do for V1, which keeps the reserve's pods", () => {
    fc.assert(
      fc.property(anyService, anyShare, anyShare, (any, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((share) =>
          floors(any, share, 'serving'),
        );
        expect(low?.v2).toBeLessThanOrEqual(high?.v2 ?? 0);
        expect(low?.v1).toBeGreaterThanOrEqual(high?.v1 ?? 0);
        expect(high?.v1).toBeGreaterThanOrEqual(
          floors({ ...any }, 100 - (any.capacity?.rollbackReservePercent ?? 0), 'serving').v1,
        );
      }),
    );
  });

  it('carry the peak at every share, as far as max allows', () => {
    fc.assert(
      fc.property(anyCapacity, anyShare, (sizes, share) => {
        const free = service(sizes);
        const { v1, v2 } = floors(free, share, 'serving');
        const { peakRequestsPerSecond: peak, headroom, perPod } = sizes;
        const carries = (pods: number, perPodOfOne: number, part: number): boolean =>
          pods === 100 || pods * perPodOfOne * 1.000_001 >= (part / 100) * peak * headroom;
        expect(carries(v2, perPod.v2, share)).toBe(true);
        expect(carries(v1, perPod.v1, 100 - share)).toBe(true);
      }),
    );
  });
});
