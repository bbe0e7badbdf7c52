import {
  highestShare,
  isPlannedStep,
  nextShare,
  plannedShares,
  skippedPhases,
  skippedShares,
  soakSecondsAt,
} from './plan-order';
import { planSchema } from './service/plan';

const HOUR = 3_600;
const DAY = 24 * HOUR;

const plan = planSchema.parse({
  phases: [
    { name: 'parallel', steps: [{ share: 0, soak: '7d' }] },
    {
      name: 'ab-tests',
      steps: [
        { share: 5, soak: '3d' },
        { share: 25, soak: '4d' },
      ],
    },
    {
      name: 'progressive',
      steps: [{ share: 25, soak: '48h' }, { share: 50, soak: '48h' }, { share: 80 }],
    },
  ],
});

describe('the order of a plan', () => {
  it('lists each share once, and adds up the soaks of a share that two phases have in common', () => {
    expect(plannedShares(plan)).toEqual([
      { share: 0, soakSeconds: 7 * DAY },
      { share: 5, soakSeconds: 3 * DAY },
      { share: 25, soakSeconds: 6 * DAY },
      { share: 50, soakSeconds: 2 * DAY },
      { share: 80, soakSeconds: 0 },
    ]);
    expect(highestShare(plan)).toBe(80);
  });

  it.each([
    ['to the next share', 5, 25, []],
    ['to a share before the next one', 5, 24, []],
    ['past one share', 5, 26, [25]],
    ['past several shares', 0, 50, [5, 25]],
    ['from between two shares', 30, 80, [50]],
    ['beyond the end of the plan', 50, 100, [80]],
    ['down', 80, 0, []],
  ])('tells the shares that are passed over %s', (_, from, to, skipped) => {
    expect(skippedShares(plan, from, to)).toEqual(skipped);
  });

  it.each([
    ['within a phase', 5, 25, []],
    ['into the next phase', 0, 5, []],
    ['into the next phase, past its first share', 5, 50, []],
    ['from a share that two phases have in common', 25, 50, []],
    ['to a share that two phases have in common', 0, 25, []],
    ['past a phase', 0, 26, ['ab-tests']],
    ['past a phase, from before its first share', 4, 50, ['ab-tests']],
    ['past all phases', 0, 100, ['ab-tests', 'progressive']],
    ['beyond the end from the last phase', 80, 100, []],
    ['nowhere', 25, 25, []],
  ])('tells the phases that are passed over %s', (_, from, to, skipped) => {
    expect(skippedPhases(plan, from, to)).toEqual(skipped);
  });

  it.each([
    [0, 5],
    [5, 25],
    [6, 25],
    [79, 80],
    [80, undefined],
    [100, undefined],
  ])('has after %d the share %s', (from, next) => {
    expect(nextShare(plan, from)).toBe(next);
  });

  it.each([
    [5, 25, true],
    [5, 50, false],
    [5, 20, false],
    [6, 25, false],
    [80, 100, false],
  ])('from %d to %d is a step of its own: %s', (from, to, planned) => {
    expect(isPlannedStep(plan, from, to)).toBe(planned);
  });

  it.each([
    [5, 3 * DAY],
    [24, 3 * DAY],
    [25, 6 * DAY],
    [100, 0],
  ])('asks at %d for a soak of %d seconds', (share, soak) => {
    expect(soakSecondsAt(plan, share)).toBe(soak);
  });

  it('asks for no soak below its first share', () => {
    const late = { ...plan, phases: plan.phases.slice(1) };
    expect(soakSecondsAt(late, 4)).toBe(0);
  });
});
