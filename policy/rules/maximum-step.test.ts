import { judge, overriding } from '../support/judge';
import { maximumStep } from './maximum-step';

describe('maximum-step', () => {
  it.each([
    ['passes a small step', { from: 10, to: 12 }],
    ['passes, on the boundary, as many points as are allowed', { from: 11, to: 36 }],
    ['passes a step of the plan itself, however large', { from: 50, to: 100 }],
    ['has nothing to say of a rollback', { from: 100, to: 0 }],
  ])('%s', (_, situation) => {
    expect(judge(maximumStep, situation)).toEqual([]);
  });

  it('refuses one point more', () => {
    expect(judge(maximumStep, { from: 11, to: 37 })).toEqual([
      "mandatory: 'cutover:v2TrafficPercentage' (37) must be at most 36, 25 points above 11; take a smaller step: pulumi config set cutover:v2TrafficPercentage 36 --stack orders-production",
    ]);
  });

  it('bounds steps of the plan where it is configured to', () => {
    expect(judge(maximumStep, { from: 50, to: 100 }, { plannedSteps: true })).toHaveLength(1);
  });

  it('has a bound that can be configured', () => {
    expect(judge(maximumStep, { from: 0, to: 6 }, { points: 5 })).toHaveLength(1);
    expect(judge(maximumStep, { from: 1, to: 6 }, { points: 5 })).toEqual([]);
  });

  it('counts a stack without an update as one at 0', () => {
    expect(judge(maximumStep, { from: undefined, to: 26 })).toHaveLength(1);
  });

  it('is exempted by an override, and says so', () => {
    const config = overriding('maximum-step');
    expect(judge(maximumStep, { from: 0, to: 50, config })).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ at most 25/),
    ]);
  });
});
