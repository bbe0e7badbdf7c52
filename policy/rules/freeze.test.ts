import { judge, overriding } from '../support/judge';
import { freeze } from './freeze';

const freezes = [{ from: '2026-11-20', until: '2026-11-22', reason: 'Black Friday' }];
const rise = { from: 5, to: 10, service: { freezes } };

describe('freeze', () => {
  it.each([
    ['passes without a freeze', { from: 5, to: 10 }],
    ['passes before it', { ...rise, now: '2026-11-19T23:59:59Z' }],
    ['passes, on the boundary, when it has just ended', { ...rise, now: '2026-11-23T00:00:00Z' }],
    ['passes an unchanged share', { ...rise, to: 5 }],
    ['has nothing to say of a rollback', { ...rise, to: 0 }],
  ])('%s', (_, situation) => {
    expect(judge(freeze, situation)).toEqual([]);
  });

  it.each(['2026-11-20T00:00:00Z', '2026-11-22T23:59:59Z'])('refuses in it, at %s', (now) => {
    expect(judge(freeze, { ...rise, now })).toEqual([
      "mandatory: 'cutover:v2TrafficPercentage' (10) must not rise from 5 while it is frozen until 2026-11-23T00:00:00.000Z: Black Friday; wait for its end",
    ]);
  });

  it('refuses in one of two', () => {
    const weekend = { days: ['fri'], reason: 'nobody is in' };
    const service = {
      freezes: [{ from: '2026-12-20', until: '2026-12-31', reason: 'x' }, weekend],
    };
    expect(judge(freeze, { ...rise, service })).toHaveLength(1);
  });

  it('is exempted by an override, and says so', () => {
    expect(judge(freeze, { ...rise, config: overriding('freeze') })).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ frozen until/),
    ]);
  });
});
