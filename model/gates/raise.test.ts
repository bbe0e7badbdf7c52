import { AT, evidenceOf, gatedService } from '../../test/support/gates/gates';
import type { Share } from '../share';
import type { PolicyOverride } from '../policy-override';
import { evidenceData, type Evidence } from './evidence';
import { readStored, type Stored } from './evidence-against';
import { gatesInForce } from './gates-of';
import { adviseRaise } from './raise';

const monitoring = { prometheus: 'http://prometheus.monitoring:9090' };
const at5 = 5 as Share;
const service = (parts: object = {}) => gatedService({ monitoring, ...parts });
const gates = gatesInForce(service(), at5);

/** Evidence at 5 % of all gates of the service: each is given a value that passes, unless told. */
function evidence(values: Record<string, number> = {}): Evidence {
  const good: Record<string, number> = { availability: 1, 'v2-up': 2 };
  return evidenceOf(
    ...gates.map((gate) => [gate, values[gate.name] ?? good[gate.name] ?? 0] as const),
  );
}

const stored = (found: Evidence | undefined): Stored => readStored(evidenceData(found), 'shop');

interface Case {
  readonly to?: number;
  readonly found?: Stored;
  readonly parts?: object;
  readonly overrides?: readonly PolicyOverride[];
}

const advise = ({ to = 25, found = stored(evidence()), parts, overrides = [] }: Case = {}) =>
  adviseRaise({
    service: service(parts),
    from: at5,
    to,
    stored: found,
    now: new Date(Date.parse(AT) + 20_000),
    overrides,
    stack: 'production',
  });

const slow = stored(evidence({ p95: 0.112 }));
const SLOW =
  'the share may not rise from 5 % to 25 %: 1 of 5 critical gates fail: p95: 112 ms (3,100 samples in 5m) must be at most 100 ms';
const HOW = (rule: string) =>
  `; to let it through, have an override of '${rule}' in cutover:policyOverrides reviewed`;
const override = (rule: string): PolicyOverride => ({
  rule,
  reason: 'agreed in CHG-1234',
  owner: 'ops',
});
const frozen = { freezes: [{ from: '2026-11-27', until: '2026-11-30', reason: 'Black Friday' }] };

describe('a rise', () => {
  it('is let through by fresh evidence that passes', () => {
    expect(advise()).toEqual({ refusals: [], warnings: [] });
  });

  it.each<[string, Stored, string]>([
    ['a gate fails', slow, SLOW],
    [
      'nothing has been judged',
      stored(undefined),
      'the share may not rise from 5 % to 25 %: nothing has been judged yet; see that the guard runs',
    ],
    [
      'the share has another phase than the evidence',
      stored({ ...evidence(), share: 0 }),
      'the share may not rise from 5 % to 25 %: the gates were judged at 0 % in phase canary, and the share is 5 % in phase canary; wait for the next judgement, in 15 s',
    ],
    [
      'what is stored is no evidence',
      readStored({ evidence: 'pass' }, 'shop'),
      'the share may not rise from 5 % to 25 %: ConfigMap shop-verdict: 1 problem\n  \'data.evidence\' ("pass") must be JSON; wait until the guard has judged again, and let nobody else write it',
    ],
  ])('is refused when %s, with how to look closer and how to override it', (_, found, problem) => {
    expect(advise({ found })).toEqual({
      refusals: [
        `${problem}; look closer with: cutover gates --stack production${HOW('evidence')}`,
      ],
      warnings: [],
    });
  });

  it('is refused in a freeze, by good evidence too', () => {
    expect(advise({ parts: frozen }).refusals).toEqual([
      `the share may not rise from 5 % to 25 %: frozen until 2026-12-01T00:00:00.000Z: Black Friday; see 'freezes' in the file of shop${HOW('freeze')}`,
    ]);
  });

  it('is told everything that stands against it at once', () => {
    expect(advise({ found: slow, parts: frozen }).refusals).toHaveLength(2);
  });

  it('is only warned of where the gates advise', () => {
    const parts = { monitoring: { ...monitoring, gates: 'advise' } };
    expect(advise({ found: slow, parts })).toEqual({
      refusals: [],
      warnings: [
        `advised only ('monitoring.gates'): ${SLOW}; look closer with: cutover gates --stack production`,
      ],
    });
  });

  it('needs no evidence where nothing is judged, and keeps to freezes all the same', () => {
    const parts = { monitoring: { ...monitoring, gates: 'off' } };
    expect(advise({ found: stored(undefined), parts })).toEqual({ refusals: [], warnings: [] });
    expect(
      advise({ found: stored(undefined), parts: { ...parts, ...frozen } }).refusals,
    ).toHaveLength(1);
  });

  it('is let through by a reviewed override of what stands against it, which is said', () => {
    const overrides = [override('evidence')];
    expect(advise({ found: slow, overrides })).toEqual({
      refusals: [],
      warnings: [`evidence overridden, agreed in CHG-1234 (ops): ${SLOW}`],
    });
    expect(advise({ found: slow, parts: frozen, overrides }).refusals).toEqual([
      expect.stringContaining('frozen until'),
    ]);
  });
});

it.each([0, 5])('a share that does not rise, but goes to %i, is never refused', (to) => {
  expect(advise({ to, found: stored(undefined), parts: frozen })).toEqual({
    refusals: [],
    warnings: [],
  });
});
