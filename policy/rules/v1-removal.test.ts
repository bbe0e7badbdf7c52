import { judge, overriding } from '../support/judge';
import { deployment, pod } from '../support/resources';
import { v1Removal } from './v1-removal';

/** 100 % for more than the 30 days of the plan. */
const stable = { from: 100, to: 100, since: '2026-10-01T00:00:00Z' };
const deprecating = { ...stable, finalise: 'deprecate' as const };
const removing = {
  ...stable,
  finalise: 'remove' as const,
  v1State: 'deprecated' as const,
  now: '2026-12-31T00:00:00Z',
};

const v1 = deployment(pod(), { version: 'v1' });
const v2 = deployment(pod(), { version: 'v2', name: 'orders-v2' });

describe('v1-removal', () => {
  it.each([
    ['passes a deprecation after the stable time', deprecating],
    ['passes, on the boundary, the end of it', { ...deprecating, now: '2026-10-31T00:00:00Z' }],
    ['passes, on the boundary, a removal on the day of the sunset', removing],
    ['passes what has been done', { ...removing, v1State: 'removed' as const, now: '2026-10-02' }],
    ['passes the way back', { ...stable, v1State: 'deprecated' as const }],
    ['has nothing to say of a rollback', { ...stable, to: 0, v1State: 'deprecated' as const }],
    ['passes a stack with both versions', { resources: [v1, v2] }],
    ['passes a stack without V1 that is to be so', { ...removing, resources: [v2] }],
    ['passes an empty stack', { resources: [] }],
  ])('%s', (_, situation) => {
    expect(judge(v1Removal, situation)).toEqual([]);
  });

  it('refuses a deprecation one second too early', () => {
    expect(judge(v1Removal, { ...deprecating, now: '2026-10-30T23:59:59Z' })).toEqual([
      "mandatory: 'cutover:finalise' (deprecate) must wait until the share has been 100 for 30d; wait until 2026-10-31T00:00:00.000Z",
    ]);
  });

  it('refuses a deprecation where nobody knows since when the share has been 100', () => {
    expect(judge(v1Removal, { ...deprecating, since: undefined })).toEqual([
      "mandatory: 'cutover:finalise' (deprecate) must wait until the share has been 100 for 30d; update the stack at 100 first, which records since when",
    ]);
  });

  it.each([
    ['with the last step of the share', 50, 100, '50'],
    ['below 100', 50, 50, '50'],
    ['at the first update', undefined, 100, 'missing'],
  ])('refuses a deprecation %s', (_, from, to, got) => {
    expect(judge(v1Removal, { ...deprecating, from, to })).toEqual([
      `mandatory: 'cutover:v2TrafficPercentage' (${got}) must be 100, and have been so at the last update, before V1 is given up; finish the plan first`,
    ]);
  });

  it('refuses a removal on the day before the sunset', () => {
    expect(judge(v1Removal, { ...removing, now: '2026-12-30T23:59:59Z' })).toEqual([
      "mandatory: 'plans.main.finalise.sunset' (2026-12-31) must be a day that has come before V1 is removed; wait for it",
    ]);
  });

  it('refuses a removal without the deprecation before it, and without a sunset', () => {
    const plans = { main: { phases: [{ name: 'all', steps: [{ share: 100 }] }] } };
    expect(judge(v1Removal, { ...removing, v1State: 'serving', service: { plans } })).toEqual([
      "mandatory: 'cutover:finalise' (remove) must not be remove before an update has marked V1 deprecated; set it to deprecate, and to remove a step later",
      "mandatory: 'plans.main.finalise.sunset' (missing) must be a day that has come before V1 is removed; announce one",
    ]);
  });

  it('refuses a program that has lost V1', () => {
    expect(judge(v1Removal, { resources: [v2] })).toEqual([
      "mandatory: 'Deployment with label cutover.dev/version: v1' (missing) must be there until V1 is removed by the plan; keep V1 in the program, and let cutover:finalise remove it",
    ]);
  });

  it('is exempted by an override, and says so', () => {
    const config = overriding('v1-removal');
    expect(judge(v1Removal, { ...removing, now: '2026-12-01T00:00:00Z', config })).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ has come/),
    ]);
  });
});
