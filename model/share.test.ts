import fc from 'fast-check';
import { describeProblem } from './problem';
import { effectiveShare, parseShare, shareProblem, type Share } from './share';

const anyShare = fc.integer({ min: 0, max: 100 }).map((value) => value as Share);

describe('parseShare', () => {
  it('reads every share from its digits', () => {
    fc.assert(
      fc.property(anyShare, (share) => {
        expect(parseShare(String(share))).toBe(share);
      }),
    );
  });

  it.each([
    '-1',
    '101',
    '12.5',
    '10 %',
    ' 10',
    '10 ',
    '1e2',
    '010',
    '00',
    '+5',
    '',
    '0x10',
    'NaN',
    '١٠',
  ])('refuses %j', (text) => {
    expect(parseShare(text)).toBeUndefined();
  });

  it('reads nothing that does not write back as the same text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 4 }), (text) => {
        expect([undefined, text]).toContain(parseShare(text)?.toString());
      }),
    );
  });
});

describe('effectiveShare', () => {
  it('is the lower of the desired share and the hold', () => {
    fc.assert(
      fc.property(anyShare, anyShare, (desired, hold) => {
        expect(effectiveShare(desired, hold)).toBe(Math.min(desired, hold));
      }),
    );
  });
});

describe('shareProblem', () => {
  it('names the field, what it got, the rule and the mend', () => {
    expect(describeProblem(shareProblem('cutover:v2TrafficPercentage', '10 %', 'run: x'))).toBe(
      `'cutover:v2TrafficPercentage' ("10 %") must be a whole number from 0 to 100, written in digits alone; run: x`,
    );
  });

  it('says missing when there is no value', () => {
    expect(describeProblem(shareProblem('f', undefined, 'run: x'))).toBe(
      `'f' (missing) must be a whole number from 0 to 100, written in digits alone; run: x`,
    );
  });
});
