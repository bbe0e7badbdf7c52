import type { Evidence } from '../model/gates/evidence';
import { AT, evidenceOf, gateWith } from '../test/support/gates/gates';
import { announcement, isDue } from './publish';

const gate = gateWith();
const other = gateWith({ name: 'p95' });
const after = (evidence: Evidence, seconds: number): Evidence => ({
  ...evidence,
  at: new Date(Date.parse(AT) + seconds * 1_000).toISOString(),
});
const good = evidenceOf([gate, 0.0005], [other, 0.0005]);

describe('evidence', () => {
  it('is stored where there is none', () => {
    expect(isDue(undefined, good, 15)).toBe(true);
  });

  it('is not stored for other values alone', () => {
    expect(isDue(good, after(evidenceOf([gate, 0.0004], [other, 0.0005]), 15), 15)).toBe(false);
  });

  it.each<[string, Evidence]>([
    ['a gate', evidenceOf([gate, 0.0005], [other, 0.5])],
    ['the gates', evidenceOf([gate, 0.0005])],
    ['the share', { ...good, share: 25 }],
    ['the phase', { ...good, phase: 'progressive' }],
    ['what somebody is paged for', { ...good, pages: ['error (21) > budget (20)'] }],
  ])('is stored at once when %s changes', (_, next) => {
    expect(isDue(good, next, 15)).toBe(true);
  });

  it('is stored so often that it never grows too old between two rounds', () => {
    expect([15, 29, 30].map((seconds) => isDue(good, after(good, seconds), 15))).toEqual([
      false,
      true,
      true,
    ]);
    // At most one round of four is left out, also where rounds are long.
    expect(isDue(good, after(good, 60), 60)).toBe(false);
    expect(isDue(good, after(good, 120), 60)).toBe(true);
  });

  it('is stored when what is stored comes from the future', () => {
    expect(isDue(after(good, 300), good, 15)).toBe(true);
  });
});

describe('the event', () => {
  const bad = evidenceOf([gate, 0.0005], [other, 0.5]);

  it('tells a verdict that is another, with gate, value and bound', () => {
    expect(announcement(good, bad)).toEqual({
      type: 'Warning',
      reason: 'GatesFail',
      message:
        'fail at 5 % in phase canary, pass before: 1 of 2 critical gates fail: ' +
        'p95: 50 % (3,100 samples in 5m) must be at most 0.1 %',
    });
    expect(announcement(bad, good)).toEqual({
      type: 'Normal',
      reason: 'GatesPass',
      message: 'pass at 5 % in phase canary, fail before: 2 of 2 critical gates pass',
    });
  });

  it('tells the first verdict', () => {
    expect(announcement(undefined, good)?.message).toBe(
      'pass at 5 % in phase canary: 2 of 2 critical gates pass',
    );
  });

  it('is not told again, and never too long for the API server', () => {
    expect(announcement(bad, bad)).toBeUndefined();
    const many = Array.from({ length: 60 }, (_, index) => gateWith({ name: `gate-${index}` }));
    const message = announcement(undefined, evidenceOf(...many.map((one) => [one, 1] as const)));
    expect(Buffer.byteLength(message?.message ?? '')).toBeLessThanOrEqual(1_024);
  });
});
