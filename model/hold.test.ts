import fc from 'fast-check';
import { describeHold, holdData, isInForce, NO_HOLD, parseHold, type Hold } from './hold';
import { InvalidInputError } from './problem';
import type { Share } from './share';

const anyHold: fc.Arbitrary<Hold> = fc.record({
  share: fc.integer({ min: 0, max: 100 }).map((value) => value as Share),
  reason: fc.string(),
  by: fc.string(),
  since: fc.string(),
  trigger: fc.string(),
  evidence: fc.string(),
});

describe('the hold', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(anyHold, (hold) => {
        expect(parseHold(holdData(hold), 'x-hold')).toEqual(hold);
      }),
    );
  });

  it('is not in force at 100', () => {
    expect(isInForce(NO_HOLD)).toBe(false);
    expect(isInForce({ ...NO_HOLD, share: 99 as Share })).toBe(true);
  });

  it.each([undefined, {}, { v2TrafficPercentage: '' }, { v2TrafficPercentage: 'none' }])(
    'is never taken for none when it cannot be read: %j',
    (data) => {
      expect(() => parseHold(data, 'x-hold')).toThrow(InvalidInputError);
    },
  );

  it('tells its share, who, since when, by which trigger and why', () => {
    const hold: Hold = {
      share: 0 as Share,
      reason: 'errors after release 7',
      by: 'alice',
      since: '2026-11-20T10:00:00Z',
      trigger: 'manual',
      evidence: '',
    };
    expect(describeHold(hold)).toBe(
      'hold at 0 % by alice since 2026-11-20T10:00:00Z (manual): errors after release 7',
    );
    expect(describeHold(NO_HOLD)).toBe('no hold');
  });
});
