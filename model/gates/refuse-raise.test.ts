import { AT, evidenceOf, gateWith } from '../../test/support/gates/gates';
import type { Evidence } from './evidence';
import { evidenceLifetime, refuseRaise, type RaiseFacts } from './refuse-raise';

const errors = gateWith();
const p95 = gateWith({ name: 'p95', unit: 'seconds', atMost: 0.1 });
const hint = gateWith({ name: 'hint', dryRun: true });
const good = evidenceOf([errors, 0], [p95, 0.08], [hint, 1]);

const facts = (changes: Partial<RaiseFacts> = {}): RaiseFacts => ({
  evidence: good,
  service: 'shop',
  from: 5,
  phase: 'canary',
  to: 25,
  gates: [errors, p95, hint],
  now: new Date(Date.parse(AT) + 20_000),
  everySeconds: 15,
  ...changes,
});

it('rests on evidence that counts for four judgements, and for a minute at least', () => {
  expect([5, 15, 16, 300].map(evidenceLifetime)).toEqual([60, 60, 64, 1_200]);
});

const at = (seconds: number): Date => new Date(Date.parse(AT) + seconds * 1_000);

describe('a rise', () => {
  it('is allowed by fresh evidence that passes', () => {
    expect(refuseRaise(facts())).toBeUndefined();
    expect(refuseRaise(facts({ now: at(60) }))).toBeUndefined();
    expect(refuseRaise(facts({ now: at(-30) }))).toBeUndefined();
    expect(refuseRaise(facts({ now: at(1_200), everySeconds: 300 }))).toBeUndefined();
  });

  it.each<[string, Partial<RaiseFacts>, string]>([
    [
      'nothing has been judged',
      { evidence: undefined },
      'nothing has been judged yet; see that the guard runs',
    ],
    [
      'a gate fails, with its value and its bound',
      { evidence: evidenceOf([errors, 0.0042], [p95, 0.31], [hint, 1]) },
      '2 of 2 critical gates fail: error-rate: 0.42 % (3,100 samples in 5m) must be at most 0.1 %; ' +
        'p95: 310 ms (3,100 samples in 5m) must be at most 100 ms',
    ],
    [
      'the evidence is too old',
      { now: at(61) },
      'the evidence is 61 s old, and counts for 60 s; see that the guard runs',
    ],
    [
      'the evidence is too old for seldom judgements',
      { now: at(1_201), everySeconds: 300 },
      'the evidence is 1201 s old, and counts for 1200 s; see that the guard runs',
    ],
    [
      'a clock is off',
      { now: at(-300) },
      'the evidence was taken 300 s in the future; set the clocks right',
    ],
    [
      'the evidence was taken at another share',
      { from: 10 },
      'the gates were judged at 5 % in phase canary, and the share is 10 % in phase canary; wait for the next judgement, in 15 s',
    ],
    [
      'the evidence was taken in another phase',
      { phase: 'full' },
      'the gates were judged at 5 % in phase canary, and the share is 5 % in phase full; wait for the next judgement, in 15 s',
    ],
    [
      'a gate has changed since',
      { gates: [errors, { ...p95, atMost: 0.05 }, hint] },
      'the gates have changed since they were judged; run pulumi up at the present share first, and wait for the next judgement',
    ],
    [
      'a gate is missing in the evidence',
      { evidence: { ...good, gates: good.gates.slice(0, 1) } },
      'the gates have changed since they were judged; run pulumi up at the present share first, and wait for the next judgement',
    ],
    [
      'the evidence is that of another service',
      { service: 'other' },
      'the evidence is that of service shop; see that the guard runs',
    ],
  ])('is refused when %s', (_case, changes, reason) => {
    const { from = 5 } = changes;
    expect(refuseRaise(facts(changes))).toBe(
      `the share may not rise from ${from} % to 25 %: ${reason}`,
    );
  });

  it('is never what a lower or an unchanged share is', () => {
    const none: { evidence: Evidence | undefined } = { evidence: undefined };
    expect(refuseRaise(facts({ ...none, to: 5 }))).toBeUndefined();
    expect(refuseRaise(facts({ ...none, to: 0 }))).toBeUndefined();
  });
});
