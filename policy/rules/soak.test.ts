import { judge, overriding } from '../support/judge';
import { soak } from './soak';

/** 10 soaks for a week. */
const rise = { from: 10, to: 25, since: '2026-11-20T12:00:00Z' };

describe('soak', () => {
  it.each([
    ['passes after the soak time', { ...rise, now: '2026-12-24T00:00:00Z' }],
    ['passes, on the boundary, when it has just ended', { ...rise, now: '2026-11-27T12:00:00Z' }],
    ['passes where the plan asks for none', { ...rise, from: 5, to: 10, since: undefined }],
    ['passes an unchanged share', { ...rise, to: 10 }],
    ['has nothing to say of a rollback', { ...rise, to: 5 }],
  ])('%s', (_, situation) => {
    expect(judge(soak, situation)).toEqual([]);
  });

  it('refuses one second earlier, and says until when', () => {
    expect(judge(soak, { ...rise, now: '2026-11-27T11:59:59Z' })).toEqual([
      "mandatory: 'cutover:v2TrafficPercentage' (25) must not rise before 10 has soaked for 7d (plan 'main'); wait until 2026-11-27T12:00:00.000Z",
    ]);
  });

  it.each([undefined, 'yesterday'])('refuses where the time is missing (%s)', (since) => {
    expect(judge(soak, { ...rise, since })).toEqual([
      "mandatory: 'cutover:v2TrafficPercentage' (25) must not rise before 10 has soaked for 7d (plan 'main'), and no update has recorded since when; update the stack at 10 first, which records it",
    ]);
  });

  it('asks for the soak of the share below between two shares of the plan', () => {
    expect(judge(soak, { ...rise, from: 12, now: '2026-11-27T11:59:59Z' })).toHaveLength(1);
  });

  it('asks for a least time of its own where it is configured', () => {
    const situation = { ...rise, from: 5, to: 10, now: '2026-11-20T12:01:39Z' };
    expect(judge(soak, situation, { leastSeconds: 100 })).toEqual([
      expect.stringContaining('has soaked for 100s'),
    ]);
    expect(judge(soak, situation, { leastSeconds: 99 })).toEqual([]);
  });

  it('is exempted by an override, and says so', () => {
    const config = overriding('soak');
    expect(judge(soak, { ...rise, now: '2026-11-21T00:00:00Z', config })).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ soaked for 7d/),
    ]);
  });
});
