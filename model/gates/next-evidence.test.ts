import { AT, gateWith, judged, reading, readingsOf } from '../../test/support/gates/gates';
import type { Evidence } from './evidence';
import { nextEvidence } from './next-evidence';
import type { Readings } from './reading';

const LIMITS = { inconclusive: 2, noData: 1, error: 1 };

const READINGS = {
  pass: readingsOf(0),
  fail: readingsOf(1),
  inconclusive: { v2: reading(0), samples: reading(1) },
  'no-data': { v2: { kind: 'none' }, samples: { kind: 'none' } },
  error: { v2: { kind: 'error', message: 'refused' } },
} as const satisfies Record<string, Readings>;

let minute = 0;

function rounds(
  verdicts: readonly (keyof typeof READINGS)[],
  start?: Evidence,
  changes: { share?: number; phase?: string; atMost?: number } = {},
): Evidence | undefined {
  const { share = 5, phase = 'canary', atMost = 0.001 } = changes;
  const gate = gateWith({ atMost });
  return verdicts.reduce<Evidence | undefined>((previous, verdict) => {
    minute += 1;
    return nextEvidence(previous, {
      service: 'shop',
      at: new Date(Date.parse(AT) + minute * 60_000).toISOString(),
      share,
      phase,
      gates: [gate],
      results: [judged(gate, READINGS[verdict])],
      limits: LIMITS,
    });
  }, start);
}

beforeEach(() => {
  minute = 0;
});

describe('evidence', () => {
  it('tells since when the verdict has been what it is', () => {
    expect(rounds(['fail', 'pass', 'pass', 'pass'])).toMatchObject({
      verdict: 'pass',
      since: '2026-11-28T10:02:00.000Z',
      at: '2026-11-28T10:04:00.000Z',
    });
  });

  it('has a budget for each verdict that says nothing of V2, and pages when one is spent', () => {
    expect(rounds(['inconclusive', 'inconclusive', 'no-data', 'error'])).toMatchObject({
      budgets: { inconclusive: 2, noData: 1, error: 1 },
      pages: [],
    });
    expect(rounds(['inconclusive', 'no-data', 'inconclusive', 'no-data'])?.pages).toEqual([
      'no-data (2) > budget (1)',
    ]);
    expect(
      rounds(['error', 'inconclusive', 'inconclusive', 'error', 'inconclusive'])?.pages,
    ).toEqual(['inconclusive (3) > budget (2)', 'error (2) > budget (1)']);
  });

  it.each(['pass', 'fail'] as const)('fills all budgets again by a %s', (verdict) => {
    expect(rounds(['error', 'no-data', 'inconclusive', verdict])?.budgets).toEqual({
      inconclusive: 0,
      noData: 0,
      error: 0,
    });
  });

  it.each([{ share: 10 }, { phase: 'full' }, { atMost: 0.002 }])(
    'begins anew with %j',
    (changes) => {
      const before = rounds(['error', 'error']);
      expect(rounds(['error'], before, changes)).toMatchObject({
        budgets: { error: 1 },
        since: '2026-11-28T10:03:00.000Z',
        pages: [],
      });
    },
  );

  it('pages where V1 and V2 fail alike, unless the gate counts for nothing', () => {
    const pages = (changes: object) => {
      const gate = gateWith(changes);
      return nextEvidence(undefined, {
        service: 'shop',
        at: AT,
        share: 5,
        phase: 'canary',
        gates: [gate],
        results: [judged(gate, readingsOf(0.5, 0.4))],
        limits: LIMITS,
      }).pages;
    };
    expect(pages({})).toEqual([
      "V1 and V2 fail alike: error-rate: 50 % (3,100 samples in 5m) must be at most 0.1 %, and V1 misses it alike with 40 %: not V2's fault alone",
    ]);
    expect(pages({ dryRun: true })).toEqual([]);
    expect(pages({ weight: 'warning' })).toEqual([]);
  });
});
