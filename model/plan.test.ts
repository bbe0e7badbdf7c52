import { phaseOf, planSchema, UNPLANNED } from './plan';
import type { Share } from './share';

const plan = planSchema.parse([
  { name: 'parallel', shares: [0] },
  { name: 'ab-tests', shares: [5, 10, 15, 25] },
  { name: 'progressive', shares: [25, 50, 75, 100] },
]);

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
    expect(phaseOf(plan.slice(0, 2), 50 as Share)).toBe(UNPLANNED);
  });
});

describe('planSchema', () => {
  const messages = (value: unknown): string[] =>
    (planSchema.safeParse(value).error?.issues ?? []).map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    );

  it('refuses a share below the one before it, within a phase and across phases', () => {
    expect(
      messages([
        { name: 'a', shares: [10, 5] },
        { name: 'b', shares: [8] },
      ]),
    ).toEqual([
      '0.shares.1: be no less than the share before it, 10',
      '1.shares.0: be no less than the share before it, 10',
    ]);
  });

  it('refuses a name twice', () => {
    expect(
      messages([
        { name: 'a', shares: [0] },
        { name: 'a', shares: [1] },
      ]),
    ).toEqual(['1.name: be unique in the plan']);
  });

  it('refuses a plan and a phase without anything in it', () => {
    expect(messages([])).toEqual([': list at least one phase']);
    expect(messages([{ name: 'a', shares: [] }])).toEqual(['0.shares: list at least one share']);
  });
});
