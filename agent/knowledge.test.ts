import fc from 'fast-check';
import type { Share } from '../model/share';
import { learn, NOTHING_KNOWN, readShare, recall, type Knowledge, type Reading } from './knowledge';

const share = (value: number): Reading => ({ kind: 'share', share: value as Share });
const invalid: Reading = { kind: 'invalid', got: '12.5' };
const known = (desired: number, hold: number): Knowledge =>
  learn(NOTHING_KNOWN, { desired: share(desired), hold: share(hold) });

describe('what a ConfigMap says', () => {
  it.each([
    [undefined, { kind: 'missing' }],
    [{}, { kind: 'invalid', got: undefined }],
    [{ v2TrafficPercentage: '1e2' }, { kind: 'invalid', got: '1e2' }],
    [{ v2TrafficPercentage: '' }, { kind: 'invalid', got: '' }],
    [{ v2TrafficPercentage: '25', observed: '5' }, share(25)],
  ])('reads %j', (data, reading) => {
    expect(readShare(data)).toEqual(reading);
  });
});

describe('the effective share', () => {
  it('is the lower of desired share and hold', () => {
    expect(known(25, 100).effective).toBe(25);
    expect(known(25, 5).effective).toBe(5);
  });

  it('is unknown until both have been read', () => {
    const desired = learn(NOTHING_KNOWN, { desired: share(25) });
    expect(desired.effective).toBeUndefined();
    expect(learn(desired, { hold: { kind: 'missing' } }).effective).toBeUndefined();
    expect(learn(desired, { hold: invalid }).effective).toBeUndefined();
    expect(learn(desired, { hold: share(100) }).effective).toBe(25);
  });

  it('does not rise on a hold that cannot be read, but falls with the desired share', () => {
    const corrupted = learn(known(25, 10), { hold: invalid });
    expect(corrupted.effective).toBe(10);
    expect(learn(corrupted, { desired: share(80) }).effective).toBe(10);
    const lowered = learn(corrupted, { desired: share(3) });
    expect(lowered.effective).toBe(3);
    expect(learn(lowered, { desired: share(80) }).effective).toBe(3);
  });

  it('follows a hold down while the desired share cannot be read', () => {
    const corrupted = learn(known(25, 100), { desired: invalid });
    expect(corrupted.effective).toBe(25);
    expect(learn(corrupted, { hold: share(0) }).effective).toBe(0);
  });

  it('stays when a ConfigMap is deleted', () => {
    const before = known(25, 10);
    expect(learn(before, { hold: { kind: 'missing' } }).effective).toBe(10);
    expect(learn(before, { desired: { kind: 'missing' } }).effective).toBe(10);
  });

  it('is the one of before when the API server does not answer, below a hold that is known', () => {
    expect(recall(NOTHING_KNOWN, 40 as Share).effective).toBe(40);
    const held = learn(NOTHING_KNOWN, { hold: share(10) });
    expect(recall(held, 40 as Share).effective).toBe(10);
    expect(recall(known(5, 100), 40 as Share).effective).toBe(5);
  });

  const reading: fc.Arbitrary<Reading> = fc.oneof(
    fc.integer({ min: 0, max: 100 }).map(share),
    fc.constant(invalid),
    fc.constant<Reading>({ kind: 'missing' }),
  );
  const news = fc.oneof(
    reading.map((desired) => ({ desired })),
    reading.map((hold) => ({ hold })),
  );

  it('never rises unless both can be read, and never passes the last hold that could', () => {
    fc.assert(
      fc.property(fc.array(news, { maxLength: 40 }), (all) => {
        let before = NOTHING_KNOWN;
        for (const next of all) {
          const after = learn(before, next);
          const readable = after.desired.kind === 'share' && after.hold.kind === 'share';
          const rose = (after.effective ?? 0) > (before.effective ?? 100);
          expect(rose && !readable).toBe(false);
          expect((after.effective ?? 0) <= (after.lastHold ?? 100)).toBe(true);
          before = after;
        }
      }),
    );
  });
});
