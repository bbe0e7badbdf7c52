import fc from 'fast-check';
import { NO_HOLD, type Hold } from './hold';
import { decideRise, type RiseFacts } from './rise';
import type { Share } from './share';

const share = (value: number): Share => value as Share;
const anyShare = fc.integer({ min: 0, max: 100 }).map(share);
const held = (value: number): Hold => ({
  ...NO_HOLD,
  share: share(value),
  by: 'guard',
  since: '2026-11-20T10:00:00Z',
  trigger: 'error-rate',
  reason: '12 % of replies were errors',
});
const facts = (more: Partial<RiseFacts>): RiseFacts => ({
  desired: share(25),
  previous: share(5),
  hold: NO_HOLD,
  readyV2: 3,
  v1: 'serving',
  ...more,
});

describe('decideRise', () => {
  it('lets the share rise when nothing stands against it', () => {
    expect(decideRise(facts({}), 'release')).toEqual({ allowed: true, effective: 25 });
  });

  it('refuses a rise above a hold, with its reason and the command that releases it', () => {
    expect(decideRise(facts({ hold: held(10) }), 'cutover release --stack production')).toEqual({
      allowed: false,
      refusal:
        'the share may not rise from 5 % to 25 %: hold at 10 % by guard since 2026-11-20T10:00:00Z ' +
        '(error-rate): 12 % of replies were errors; release it with: cutover release --stack production',
    });
  });

  it('lets the share rise up to a hold', () => {
    expect(decideRise(facts({ hold: held(25) }), 'release')).toEqual({
      allowed: true,
      effective: 25,
    });
  });

  it('refuses a rise while V2 has no ready pod', () => {
    expect(decideRise(facts({ readyV2: 0 }), 'release')).toEqual({
      allowed: false,
      refusal:
        'the share may not rise from 5 % to 25 %: V2 has no ready pod; make V2 ready first, at the present share',
    });
  });

  it('refuses a first share above 0 while V2 has no ready pod', () => {
    expect(decideRise(facts({ previous: undefined, readyV2: 0 }), 'release')).toEqual({
      allowed: false,
      refusal:
        'the share may not rise from 0 % to 25 %: V2 has no ready pod; make V2 ready first, at the present share',
    });
  });

  it('does not ask about V2 before it exists', () => {
    expect(decideRise(facts({ previous: undefined, readyV2: undefined }), 'release')).toEqual({
      allowed: true,
      effective: 25,
    });
  });

  it('never refuses an unchanged or a lower share, whatever the hold and V2', () => {
    fc.assert(
      fc.property(anyShare, anyShare, anyShare, fc.nat(3), (a, b, hold, readyV2) => {
        const [desired, previous] = a <= b ? [a, b] : [b, a];
        const all: RiseFacts = { desired, previous, hold: held(hold), readyV2, v1: 'serving' };
        expect(decideRise(all, 'release')).toEqual({
          allowed: true,
          effective: Math.min(desired, hold),
        });
      }),
    );
  });

  it('serves V2 alone whatever the hold once V1 is removed', () => {
    const gone = facts({ desired: share(100), previous: share(100), hold: held(5), v1: 'removed' });
    expect(decideRise(gone, 'release')).toEqual({ allowed: true, effective: 100 });
  });

  it('keeps to the hold while V1 is only deprecated', () => {
    const announced = { previous: share(100), hold: held(5), v1: 'deprecated' } as const;
    expect(decideRise(facts({ desired: share(100), ...announced }), 'release')).toEqual({
      allowed: true,
      effective: 5,
    });
  });
});
