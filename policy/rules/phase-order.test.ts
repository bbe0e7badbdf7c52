import { judge, overriding } from '../support/judge';
import { phaseOrder } from './phase-order';

const SHARE = "'cutover:v2TrafficPercentage'";

describe('phase-order', () => {
  it.each([
    ['passes a rise into the next phase', { from: 25, to: 50 }],
    ['passes a rise within a phase', { from: 5, to: 25 }],
    ['passes an unchanged share, wherever it is', { from: 100, to: 100 }],
    ['passes, on the boundary, the end of the last phase', { from: 50, to: 100 }],
    ['passes the first update of a stack, at 0', { from: undefined, to: 0 }],
  ])('%s', (_, situation) => {
    expect(judge(phaseOrder, situation)).toEqual([]);
  });

  it('refuses to leave out one phase', () => {
    expect(judge(phaseOrder, { from: 0, to: 50 })).toEqual([
      `mandatory: ${SHARE} (50) must not skip phase canary of plan 'main' on its way from 0; begin with 5: pulumi config set cutover:v2TrafficPercentage 5 --stack orders-production`,
    ]);
  });

  it('counts a stack without an update as one at 0', () => {
    expect(judge(phaseOrder, { from: undefined, to: 50 })).toHaveLength(1);
  });

  it('refuses a share beyond the last phase', () => {
    const service = { plans: { main: { phases: [{ name: 'canary', steps: [{ share: 10 }] }] } } };
    expect(judge(phaseOrder, { from: 10, to: 11, service })).toEqual([
      `mandatory: ${SHARE} (11) must be at most 10, where plan 'main' ends; name another plan, or add a phase to this one`,
    ]);
  });

  it('is exempted by an override, and says so', () => {
    const config = overriding('phase-order');
    expect(judge(phaseOrder, { from: 0, to: 50, config })).toEqual([
      expect.stringMatching(
        /^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ must not skip phase/,
      ),
    ]);
  });

  it('has nothing to say of a rollback', () => {
    expect(judge(phaseOrder, { from: 100, to: 0 })).toEqual([]);
  });
});
