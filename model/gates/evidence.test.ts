import { evidenceOf, gateWith } from '../../test/support/gates/gates';
import { InvalidInputError } from '../problem';
import { gatesDigest } from './digest';
import { evidenceData, parseEvidence } from './evidence';

const evidence = evidenceOf([gateWith(), 0.0004], [gateWith({ name: 'p95' }), 0.0001]);
const data = evidenceData(evidence);

function messageOf(changed: Record<string, string>): string {
  try {
    parseEvidence(changed, 'shop-verdict');
    return 'accepted';
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
}

const MEND = 'wait until the guard has judged again, and let nobody else write it';

describe('evidence in its ConfigMap', () => {
  it('is read as it was written', () => {
    expect(parseEvidence(data, 'shop-verdict')).toEqual(evidence);
    expect(data).toMatchObject({
      verdict: 'pass',
      at: '2026-11-28T10:00:00.000Z',
      share: '5',
      phase: 'canary',
    });
  });

  it.each([
    ['the ConfigMap has none', undefined],
    ['it is as it was made', evidenceData(undefined)],
    ['it has other keys alone', { verdict: 'pass' }],
  ])('is none where %s', (_case, made) => {
    expect(parseEvidence(made, 'shop-verdict')).toBeUndefined();
  });

  it.each([
    ['no JSON', 'pass', `'data.evidence' ("pass") must be JSON; ${MEND}`],
    ['not a mapping', '[]', `'data.evidence' ([]) must be a mapping; ${MEND}`],
    [
      'of another format',
      JSON.stringify({ ...evidence, format: 2 }),
      `'data.evidence.format' (2) must be 1; ${MEND}`,
    ],
    [
      'written by hand',
      JSON.stringify({ ...evidence, at: 'today', share: '5' }),
      `'data.evidence.at' ("today") must be a time such as 2026-11-20T10:00:00Z; ${MEND}\n  ` +
        `'data.evidence.share' ("5") must be a number; ${MEND}`,
    ],
    [
      'wrong in one of its gates',
      JSON.stringify({ ...evidence, gates: [{ ...evidence.gates[0], value: 'NaN' }] }),
      `'data.evidence.gates[0].value' ("NaN") must be a number; ${MEND}`,
    ],
    [
      'at odds with itself',
      JSON.stringify({
        ...evidence,
        gates: [{ ...evidence.gates[0], verdict: 'no-data' }, ...evidence.gates.slice(1)],
      }),
      `'data.evidence.verdict' ("pass") must be 'no-data', which follows from its gates; ${MEND}`,
    ],
  ])('is refused when it is %s', (_case, text, problem) => {
    const count = problem.includes('\n') ? '2 problems' : '1 problem';
    expect(messageOf({ ...data, evidence: text })).toBe(
      `ConfigMap shop-verdict: ${count}\n  ${problem}`,
    );
  });

  it('is refused when the keys beside it say something else', () => {
    const others = Object.fromEntries(Object.entries(data).filter(([key]) => key !== 'at'));
    expect(messageOf({ ...others, verdict: 'fail' })).toBe(
      [
        'ConfigMap shop-verdict: 2 problems',
        `  'data.verdict' ("fail") must be "pass", as the evidence says; ${MEND}`,
        `  'data.at' (missing) must be "2026-11-28T10:00:00.000Z", as the evidence says; ${MEND}`,
      ].join('\n'),
    );
  });

  it('takes fields that a later guard adds', () => {
    const later = JSON.stringify({ ...evidence, note: 'x' });
    expect(parseEvidence({ ...data, evidence: later }, 'shop-verdict')).toEqual(evidence);
  });
});

describe('the digest of gates', () => {
  const [a, b] = [gateWith(), gateWith({ name: 'p95', comparedToV1: { atMostTimes: 2 } })];

  it('does not depend on the order of gates and fields', () => {
    const turned = Object.fromEntries(Object.entries(b).reverse()) as typeof b;
    expect(gatesDigest([turned, a])).toBe(gatesDigest([a, b]));
    expect(gatesDigest([a, b])).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each([
    { query: 'other' },
    { atMost: 0.002 },
    { window: '10m' },
    { dryRun: true },
    { comparedToV1: { atMostTimes: 3 } },
  ])('changes with %j', (changes) => {
    expect(gatesDigest([a, { ...b, ...changes }])).not.toBe(gatesDigest([a, b]));
  });

  it('stays with another description', () => {
    expect(gatesDigest([a, { ...b, description: 'x' }])).toBe(gatesDigest([a, b]));
  });

  it('changes when a gate goes', () => {
    expect(gatesDigest([a])).not.toBe(gatesDigest([a, b]));
  });
});
