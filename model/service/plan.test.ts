import { phaseOf, planSchema, UNPLANNED } from './plan';
import type { Share } from '../share';

const steps = (...shares: number[]) => shares.map((share) => ({ share }));

const plan = planSchema.parse({
  phases: [
    { name: 'parallel', steps: steps(0) },
    { name: 'ab-tests', steps: steps(5, 10, 15, 25) },
    { name: 'progressive', steps: steps(25, 50, 75, 100) },
  ],
});

describe('phaseOf', () => {
  it.each([
    [0, 'parallel'],
    [5, 'ab-tests'],
    [25, 'ab-tests'],
    [26, 'progressive'],
    [100, 'progressive'],
  ])('puts share %d into phase %s', (share, phase) => {
    expect(phaseOf(plan, share as Share)).toBe(phase);
  });

  it('calls a share that no phase reaches unplanned', () => {
    expect(phaseOf({ ...plan, phases: plan.phases.slice(0, 2) }, 50 as Share)).toBe(UNPLANNED);
  });
});

describe('planSchema', () => {
  const messages = (value: unknown): string[] =>
    (planSchema.safeParse({ phases: value }).error?.issues ?? []).map(
      ({ path, message }) => `${path.slice(1).join('.')}: ${message}`,
    );

  it('refuses a share below the one before it, within a phase and across phases', () => {
    expect(
      messages([
        { name: 'a', steps: steps(10, 5) },
        { name: 'b', steps: steps(8) },
      ]),
    ).toEqual([
      '0.steps.1.share: be no less than the share before it, 10',
      '1.steps.0.share: be no less than the share before it, 10',
    ]);
  });

  it('refuses a name twice', () => {
    expect(
      messages([
        { name: 'a', steps: steps(0) },
        { name: 'a', steps: steps(1) },
      ]),
    ).toEqual(['1.name: be unique in the plan']);
  });

  it('refuses a plan and a phase without anything in it', () => {
    expect(messages([])).toEqual([': list at least one phase']);
    expect(messages([{ name: 'a', steps: steps() }])).toEqual(['0.steps: list at least one step']);
  });
});
