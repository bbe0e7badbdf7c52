import fc from 'fast-check';
import type { Share } from '../model/share';
import { describeWait, letThrough, NO_FLOORS, readFloors, type CapacityFacts } from './capacity';

const facts = (more: Partial<Record<keyof CapacityFacts, unknown>>): CapacityFacts =>
  ({
    present: 5,
    effective: 25,
    hold: 100,
    floors: { v1: 3, v2: 5 },
    ready: { v1: 3, v2: 5 },
    ...more,
  }) as CapacityFacts;
const share = (more: Partial<Record<keyof CapacityFacts, unknown>>) =>
  letThrough(facts(more)).share;

describe('the share that is let through', () => {
  it('rises when V2 has the pods for it, and not before', () => {
    expect(letThrough(facts({}))).toEqual({ share: 25, wait: undefined });
    expect(letThrough(facts({ ready: { v1: 9, v2: 4 } }))).toEqual({
      share: 5,
      wait: { version: 'v2', share: 25, floor: 5, ready: 4 },
    });
  });

  it('falls by config when V1 has the pods for it, and not before', () => {
    expect(share({ present: 50 })).toBe(25);
    expect(letThrough(facts({ present: 50, ready: { v1: 2, v2: 9 } }))).toEqual({
      share: 50,
      wait: { version: 'v1', share: 25, floor: 3, ready: 2 },
    });
  });

  it('falls by a hold at once, whatever V1 has', () => {
    const none = { v1: 0, v2: 0 };
    expect(letThrough(facts({ present: 50, hold: 0, effective: 0, ready: none }))).toEqual({
      share: 0,
      wait: undefined,
    });
    // Down to the hold at once; what config asks for beyond that waits.
    expect(share({ present: 50, hold: 30, effective: 10, ready: none })).toBe(30);
  });

  it('does not count pods that nobody has told of', () => {
    expect(share({ ready: { v1: undefined, v2: undefined } })).toBe(5);
    expect(share({ ready: { v1: undefined, v2: undefined }, floors: { v1: 0, v2: 0 } })).toBe(25);
  });

  it('moves freely without floors', () => {
    expect(share({ floors: NO_FLOORS, ready: { v1: undefined, v2: undefined } })).toBe(25);
    expect(share({ floors: { v1: 3, v2: undefined }, ready: { v1: 0, v2: 0 } })).toBe(25);
  });

  const percent = fc.integer({ min: 0, max: 100 });
  const pods = fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined });
  const both = fc.record({ v1: pods, v2: pods });

  it('never passes the hold, lies between what is served and what is wanted, and rises on V2’s pods alone', () => {
    const any = fc.record({
      present: percent,
      desired: percent,
      hold: percent,
      floors: both,
      ready: both,
    });
    fc.assert(
      fc.property(any, ({ present, desired, hold, floors, ready }) => {
        const effective = Math.min(desired, hold);
        const { share: now, wait } = letThrough(facts({ present, effective, hold, floors, ready }));
        expect(now).toBeLessThanOrEqual(hold);
        expect(now).toBeLessThanOrEqual(Math.max(present, desired));
        expect(now).toBeGreaterThanOrEqual(Math.min(present, effective));
        const covered = (ready.v2 ?? 0) >= (floors.v2 ?? 0);
        expect(now > present && !covered).toBe(false);
        expect(now === effective).toBe(wait === undefined);
      }),
    );
  });
});

describe('a wait for pods', () => {
  it('is told with its numbers', () => {
    const wait = { version: 'v2', share: 25 as Share, floor: 5, ready: 2 } as const;
    expect(describeWait(wait)).toBe('V2 has 2 of 5 ready pods that a share of 25 needs');
    expect(describeWait({ ...wait, ready: undefined })).toBe(
      'ready pods of V2 are not known and a share of 25 needs 5',
    );
  });
});

describe('the floors', () => {
  it.each([
    [undefined, NO_FLOORS],
    [{}, NO_FLOORS],
    [
      { v1Floor: '3', v2Floor: '0' },
      { v1: 3, v2: 0 },
    ],
    [{ v1Floor: '-1', v2Floor: '2.5' }, NO_FLOORS],
    [{ v1Floor: '', v2Floor: '5 pods' }, NO_FLOORS],
  ])('of %j', (data, floors) => {
    expect(readFloors(data)).toEqual(floors);
  });
});
