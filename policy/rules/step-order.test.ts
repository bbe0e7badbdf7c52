import { judge, overriding } from '../support/judge';
import { stepOrder } from './step-order';

describe('step-order', () => {
  it.each([
    ['passes the next share', { from: 5, to: 10 }],
    ['passes a smaller rise', { from: 5, to: 9 }],
    ['passes the last step', { from: 50, to: 100 }],
    ['passes an unchanged share', { from: 7, to: 7 }],
    ['has nothing to say of a rollback past many steps', { from: 100, to: 5 }],
  ])('%s', (_, situation) => {
    expect(judge(stepOrder, situation)).toEqual([]);
  });

  it('refuses, on the boundary, one point past the next share', () => {
    expect(judge(stepOrder, { from: 5, to: 11 })).toEqual([
      "mandatory: 'cutover:v2TrafficPercentage' (11) must not skip 10 of plan 'main' on its way from 5; go to 10 first: pulumi config set cutover:v2TrafficPercentage 10 --stack orders-production",
    ]);
  });

  it('leaves a rise beyond the plan to phase-order', () => {
    const service = { plans: { main: { phases: [{ name: 'canary', steps: [{ share: 10 }] }] } } };
    expect(judge(stepOrder, { from: 10, to: 100, service })).toEqual([]);
  });

  it('names every share that is left out', () => {
    expect(judge(stepOrder, { from: 0, to: 50 })).toEqual([
      expect.stringContaining("must not skip 5, 10, 25 of plan 'main' on its way from 0"),
    ]);
  });

  it('refuses a share that is none of the plan where only those are taken', () => {
    const plannedSharesOnly = true;
    expect(judge(stepOrder, { from: 5, to: 9 }, { plannedSharesOnly })).toEqual([
      "mandatory: 'cutover:v2TrafficPercentage' (9) must be a share of plan 'main'; go to 10 first: pulumi config set cutover:v2TrafficPercentage 10 --stack orders-production",
    ]);
    expect(judge(stepOrder, { from: 5, to: 10 }, { plannedSharesOnly })).toEqual([]);
  });

  it('is exempted by an override, and says so', () => {
    expect(judge(stepOrder, { from: 5, to: 25, config: overriding('step-order') })).toEqual([
      expect.stringMatching(
        /^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ must not skip 10/,
      ),
    ]);
  });
});
