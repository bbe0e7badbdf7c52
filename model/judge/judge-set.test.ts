import { noData, type Judgement } from './judgement';
import { judgeSet } from './judge-set';

const judgement = (verdict: Judgement['verdict'], pWorse: number): Judgement => ({
  ...noData(100, 100, 'V2 against V1'),
  verdict,
  pWorse,
});

const verdicts = (set: Record<string, Judgement>) =>
  [...judgeSet(new Map(Object.entries(set)), 0.95).values()].map(({ verdict }) => verdict);

describe('a set of metrics', () => {
  it('fails by what is certain enough among so many', () => {
    const passing = judgement('pass', 1);
    expect(verdicts({ a: judgement('fail', 0.01), b: passing, c: passing })).toEqual([
      'fail',
      'pass',
      'pass',
    ]);
    expect(verdicts({ a: judgement('fail', 0.03), b: passing, c: passing })).toEqual([
      'inconclusive',
      'pass',
      'pass',
    ]);
  });

  it('counts only what was measured', () => {
    const nothing = noData(0, 0, 'V2 has no requests');
    expect(verdicts({ a: judgement('fail', 0.03), b: nothing, c: nothing })).toEqual([
      'fail',
      'no-data',
      'no-data',
    ]);
  });

  it('says why a failure does not stand', () => {
    const set = new Map([
      ['a', judgement('fail', 0.03)],
      ['b', judgement('inconclusive', 0.4)],
    ]);
    expect(judgeSet(set, 0.95).get('a')?.message).toBe(
      "V2 against V1; not certain enough: p = 0.06 among 2 metrics by Holm's correction",
    );
  });

  it('takes an empty set', () => {
    expect(verdicts({})).toEqual([]);
  });
});
