import fc from 'fast-check';
import {
  parseV1State,
  phaseIn,
  refuseState,
  requestedState,
  V1_STATES,
  type FinaliseFacts,
} from './finalise';
import { NO_HOLD } from './hold';
import { planSchema } from './service/plan';
import type { Share } from './share';

const share = (value: number): Share => value as Share;
const commands = { stack: 'production', release: 'cutover release --stack production' };
const hold = {
  ...NO_HOLD,
  share: share(50),
  by: 'alice',
  since: '2026-11-20T10:00:00Z',
  trigger: 'manual',
  reason: 'errors after release 7',
};
const facts = (more: Partial<FinaliseFacts>): FinaliseFacts => ({
  requested: 'deprecated',
  previous: 'serving',
  desired: share(100),
  previousShare: share(100),
  hold: NO_HOLD,
  plan: 'migration',
  deprecatedDay: '2026-12-01',
  sunsetDay: '2026-12-31',
  now: new Date('2026-12-31T00:00:00Z'),
  sunsetWaived: false,
  ...more,
});
const removal = (more: Partial<FinaliseFacts> = {}): FinaliseFacts =>
  facts({ requested: 'removed', previous: 'deprecated', ...more });

describe('the deprecation of V1', () => {
  it('goes through at 100 without a hold, when its days are given', () => {
    expect(refuseState(facts({}), commands)).toBeUndefined();
  });

  it('is refused with every problem at once', () => {
    const bad = { desired: share(75), hold, deprecatedDay: undefined, sunsetDay: undefined };
    expect(refuseState(facts(bad), commands)).toBe(
      [
        'V1 may not be marked deprecated: 4 problems',
        "  'cutover:v2TrafficPercentage' (75) must be 100 before V1 is marked deprecated; move all traffic to V2 first",
        "  'the hold' (hold at 50 % by alice since 2026-11-20T10:00:00Z (manual): errors after release 7) must be " +
          'released first; run: cutover release --stack production',
        "  'plans.migration.finalise.deprecated' (missing) must be a day such as 2026-12-31, since clients of V1 " +
          'are told it; add it',
        "  'plans.migration.finalise.sunset' (missing) must be a day such as 2026-12-31, since clients of V1 are " +
          'told it; add it',
      ].join('\n'),
    );
  });

  it('is no reason to refuse a rollback later on', () => {
    const later = facts({ previous: 'deprecated', desired: share(0), hold });
    expect(refuseState(later, commands)).toBeUndefined();
  });

  it('is taken back at any time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }).map(share), fc.boolean(), (desired, held) => {
        const back = { requested: 'serving', previous: 'deprecated', desired } as const;
        expect(
          refuseState(facts({ ...back, hold: held ? hold : NO_HOLD }), commands),
        ).toBeUndefined();
      }),
    );
  });
});

describe('the removal of V1', () => {
  it('goes through from midnight UTC of its sunset on', () => {
    expect(refuseState(removal(), commands)).toBeUndefined();
  });

  it('is refused a millisecond earlier', () => {
    expect(refuseState(removal({ now: new Date('2026-12-30T23:59:59.999Z') }), commands)).toBe(
      [
        'V1 may not be removed: 1 problem',
        "  'plans.migration.finalise.sunset' (2026-12-31) must have come before V1 is removed, and it is 2026-12-30; " +
          'wait for that day',
      ].join('\n'),
    );
  });

  it('goes through earlier by a reviewed override', () => {
    const early = removal({ now: new Date('2026-12-01T00:00:00Z'), sunsetWaived: true });
    expect(refuseState(early, commands)).toBeUndefined();
  });

  it.each(['serving', undefined] as const)(
    'is a step of its own after the deprecation (%s)',
    (previous) => {
      expect(refuseState(removal({ previous }), commands)).toBe(
        [
          'V1 may not be removed: 1 problem',
          "  'the state of V1' (serving) must be deprecated before it is removed; run: pulumi config set " +
            'cutover:finalise deprecate --stack production, update, and remove V1 by a second update',
        ].join('\n'),
      );
    },
  );

  it.each([
    [share(75), '75'],
    [undefined, 'missing'],
  ])('is refused in the update that raises the share from %s', (previousShare, got) => {
    expect(refuseState(removal({ previousShare }), commands)).toBe(
      [
        'V1 may not be removed: 1 problem',
        `  'the share of the last update' (${got}) must be 100 before V1 is removed; update to 100 first, and remove V1 ` +
          'by another update',
      ].join('\n'),
    );
  });

  it('is refused below 100, under a hold, and without a sunset', () => {
    const bad = { desired: share(75), hold, sunsetDay: undefined };
    expect(refuseState(removal(bad), commands)).toBe(
      [
        'V1 may not be removed: 3 problems',
        "  'cutover:v2TrafficPercentage' (75) must be 100 without V1; set it to 100; to lower it, bring V1 back " +
          'first, at 100: pulumi config set cutover:finalise deprecate --stack production',
        "  'the hold' (hold at 50 % by alice since 2026-11-20T10:00:00Z (manual): errors after release 7) must be " +
          'released first; run: cutover release --stack production',
        "  'plans.migration.finalise.sunset' (missing) must be a day such as 2026-12-31, since clients of V1 are " +
          'told it; add it',
      ].join('\n'),
    );
  });
});

describe('V1 that was removed', () => {
  it('stays removed whatever the hold and the days', () => {
    const quiet = removal({ previous: 'removed', hold, sunsetDay: undefined });
    expect(refuseState(quiet, commands)).toBeUndefined();
  });

  it('cannot get traffic', () => {
    const lowered = removal({ previous: 'removed', desired: share(50) });
    expect(refuseState(lowered, commands)).toBe(
      [
        'V1 was removed: 1 problem',
        "  'cutover:v2TrafficPercentage' (50) must be 100 without V1; set it to 100; to lower it, bring V1 back " +
          'first, at 100: pulumi config set cutover:finalise deprecate --stack production',
      ].join('\n'),
    );
  });

  it.each(['serving', 'deprecated'] as const)('is deployed again at 100 (%s)', (requested) => {
    const back = facts({ requested, previous: 'removed' });
    expect(refuseState(back, commands)).toBeUndefined();
    expect(refuseState({ ...back, desired: share(0) }, commands)).toBe(
      [
        'V1 was removed: 1 problem',
        "  'cutover:v2TrafficPercentage' (0) must be 100 until V1 runs again; update at 100 first, then lower it",
      ].join('\n'),
    );
  });
});

describe('the phase', () => {
  const plan = planSchema.parse({
    phases: [
      { name: 'half', steps: [{ share: 50 }] },
      { name: 'full', steps: [{ share: 100 }] },
    ],
  });

  it.each([
    [100, 'serving', 'full'],
    [100, 'deprecated', 'finalise'],
    [100, 'removed', 'finalise'],
    [50, 'deprecated', 'half'],
  ] as const)('of %i while V1 is %s is %s', (desired, state, phase) => {
    expect(phaseIn(plan, share(desired), state)).toBe(phase);
  });
});

describe('the state of V1', () => {
  it('follows what the config asks for', () => {
    expect((['', 'deprecate', 'remove'] as const).map(requestedState)).toEqual(V1_STATES);
  });

  it('is read from the outputs, and nothing else is', () => {
    expect([...V1_STATES, 'gone', undefined, 7].map(parseV1State)).toEqual([
      ...V1_STATES,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
