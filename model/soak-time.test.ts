import { describeSeconds, soakEnd } from './soak-time';

describe('the soak time', () => {
  it.each([
    [0, '0s'],
    [90, '90s'],
    [120, '2m'],
    [7_200, '2h'],
    [172_800, '2d'],
    [129_600, '36h'],
  ])('of %d seconds is shown as %s', (seconds, text) => {
    expect(describeSeconds(seconds)).toBe(text);
  });

  it('ends so long after it has begun', () => {
    expect(soakEnd('2026-11-20T12:00:00Z', 60)).toEqual(new Date('2026-11-20T12:01:00Z'));
  });

  it.each([undefined, '', 'yesterday'])('has no end when it has no beginning (%s)', (since) => {
    expect(soakEnd(since, 60)).toBeUndefined();
  });
});
