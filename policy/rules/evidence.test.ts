import type { Stored } from '../../model/gates/evidence-against';
import { evidenceAt } from '../../test/support/gates/evidence-at';
import { changeOf, judge, overriding, type Situation } from '../support/judge';
import { evidence } from './evidence';

const NOW = '2026-11-20T12:00:00Z';
const prometheus = 'http://prometheus.monitoring:9090';
const rise = { from: 5, to: 10, now: NOW, service: { monitoring: { prometheus } } };

/** Evidence of the service at a share, so many seconds old. */
function stored(
  at = 5,
  { age = 20, values = {} }: { age?: number; values?: Record<string, number> } = {},
): Stored {
  const { service } = changeOf(rise);
  if (service === undefined) throw new Error('no service');
  const time = new Date(Date.parse(NOW) - age * 1_000);
  return { kind: 'evidence', evidence: evidenceAt(service, at, time, values) };
}

const refusal = (reason: string) =>
  `mandatory: 'cutover:v2TrafficPercentage' (10) must not rise from 5 without fresh evidence that passes: ${reason}; look closer with: cutover gates --stack orders-production`;

describe('evidence', () => {
  it.each<[string, Situation]>([
    ['passes a rise on fresh evidence', { ...rise, stored: stored() }],
    [
      'passes, on the boundary, evidence of a minute ago',
      { ...rise, stored: stored(5, { age: 60 }) },
    ],
    ['passes an unchanged share without any', { ...rise, to: 5, stored: { kind: 'none' } }],
    ['has nothing to say of a rollback', { ...rise, to: 0, stored: { kind: 'none' } }],
    [
      'has nothing to say where gates advise',
      {
        ...rise,
        stored: { kind: 'none' },
        service: { monitoring: { prometheus, gates: 'advise' } },
      },
    ],
    ['has nothing to say where nobody asked for it', rise],
  ])('%s', (_, situation) => {
    expect(judge(evidence, situation)).toEqual([]);
  });

  it.each<[string, Stored, string]>([
    ['none', { kind: 'none' }, 'nothing has been judged yet; see that the guard runs'],
    ['what cannot be read', { kind: 'unreadable', why: 'it is down' }, 'it is down'],
    [
      'that of one gate failing',
      stored(5, { values: { p95: 0.112 } }),
      '1 of 5 critical gates fail: p95: 112 ms (100,000 samples in 5m) must be at most 100 ms',
    ],
    [
      'a second older than counts',
      stored(5, { age: 61 }),
      'the evidence is 61 s old, and counts for 60 s; see that the guard runs',
    ],
    [
      'that of another share',
      stored(10),
      'the gates were judged at 10 % in phase canary, and the share is 5 % in phase canary; wait for the next judgement, in 15 s',
    ],
  ])('refuses a rise on %s', (_, found, reason) => {
    expect(judge(evidence, { ...rise, stored: found })).toEqual([refusal(reason)]);
  });

  it('is exempted by an override, and says so', () => {
    const situation = {
      ...rise,
      stored: { kind: 'none' } as const,
      config: overriding('evidence'),
    };
    expect(judge(evidence, situation)).toEqual([
      expect.stringMatching(
        /^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ been judged yet/,
      ),
    ]);
  });
});
