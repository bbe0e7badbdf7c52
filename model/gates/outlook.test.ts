import { AT, evidenceOf, gatedService } from '../../test/support/gates/gates';
import type { Share } from '../share';
import { gatesInForce } from './gates-of';
import { outlook, type OutlookFacts } from './outlook';

const service = gatedService({
  monitoring: { prometheus: 'http://prometheus.monitoring:9090' },
  gates: [
    { name: 'idea', query: 'idea', atMost: 3, minimumSamples: 0, weight: 'info', dryRun: true },
  ],
  plans: {
    all: { phases: [{ name: 'canary', steps: [{ share: 5, soak: '3d' }, { share: 25 }] }] },
  },
  capacity: { peakRequestsPerSecond: 500, headroom: 1, perPod: { v1: 100, v2: 50 } },
});
const share = 5 as Share;
const values: Record<string, number> = { availability: 1, 'v2-up': 2, p95: 0.087 };
const evidence = evidenceOf(
  ...gatesInForce(service, share).map((gate) => [gate, values[gate.name] ?? 0] as const),
);

const told = (changes: Partial<OutlookFacts> = {}): string[] =>
  outlook({
    service,
    share,
    since: '2026-11-26T08:30:00.000Z',
    desired: share,
    stored: { kind: 'evidence', evidence },
    readyV2: 2,
    now: new Date(Date.parse(AT) + 20_000),
    ...changes,
  }).split('\n');

describe('the outlook on the next rise', () => {
  it('tells gates, evidence, soak, capacity and freezes', () => {
    expect(told()).toEqual([
      'shop at 5 %, next 25 %; gates: enforce',
      'gate           weight         verdict  V2     V1  bound            samples',
      'error-rate     critical       pass     0 %    -   at most 0.1 %    3,100 of 1,049',
      'p95            critical       pass     87 ms  -   at most 100 ms   3,100 of 124',
      'availability   critical       pass     100 %  -   at least 99.9 %  3,100 of 1,049',
      'fallback-rate  critical       pass     0 %    -   at most 0.5 %    3,100 of 210',
      'v2-up          critical       pass     2      -   at least 1       -',
      'idea           info, dry run  pass     0      -   at most 3        -',
      '',
      'evidence  5 of 5 critical gates pass since 2026-11-28T10:00:00.000Z, judged 20 s ago; the share may rise',
      'soak      3d at 5 %: 22h 30m left, until 2026-11-29T08:30:00.000Z',
      'capacity  V2 has 2 ready pods, and needs 3 at 25 %: the update scales it up first',
      'freeze    none',
    ]);
  });

  it('tells a share that was asked for, and what stands against it', () => {
    const facts = {
      readyV2: 3,
      desired: 10 as Share,
      stored: { kind: 'none' } as const,
      since: undefined,
    };
    expect(told(facts)).toEqual([
      'shop at 5 %, next 10 %; gates: enforce',
      '',
      'evidence  nothing has been judged yet; see that the guard runs',
      'soak      3d at 5 %: nobody knows since when',
      'capacity  V2 has 3 ready pods, and needs 3 at 10 %',
      'freeze    none',
    ]);
  });

  it('tells a verdict that does not pass, a soak that is over and a freeze', () => {
    const failing = { ...evidence, verdict: 'fail' as const };
    const lines = told({
      stored: { kind: 'evidence', evidence: failing },
      since: '2026-11-20T08:00:00.000Z',
      service: {
        ...service,
        freezes: [{ days: ['sat'], timezone: 'UTC', reason: 'nobody is in' }],
      },
    });
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^evidence {2}fail since 2026-11-28T10:00:00.000Z, judged 20 s ago; /,
        ),
        'soak      3d at 5 %: over since 2026-11-23T08:00:00.000Z',
        'freeze    frozen until 2026-11-29T00:00:00.000Z: nobody is in',
      ]),
    );
  });

  it('tells the end of the plan', () => {
    expect(told({ share: 25 as Share, desired: 25 as Share })[0]).toBe(
      'shop at 25 %, the end of the plan; gates: enforce',
    );
  });
});
