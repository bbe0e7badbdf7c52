import { countsOf, sum } from './counts';

const report = (passed: number, failed: number, broken = 0): string =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numRuntimeErrorTestSuites: broken,
    numTotalTests: passed + failed,
  });

describe('countsOf', () => {
  it('counts a stage without figures as one test', () => {
    expect(countsOf(0, undefined)).toEqual({ passed: 1, failed: 0 });
    expect(countsOf(2, undefined)).toEqual({ passed: 0, failed: 1 });
  });

  it('takes jest’s own figures', () => {
    expect(countsOf(0, report(74, 0))).toEqual({ passed: 74, failed: 0 });
    expect(countsOf(1, report(70, 4))).toEqual({ passed: 70, failed: 4 });
  });

  it('counts a file that did not load as a failure', () => {
    expect(countsOf(1, report(70, 4, 2))).toEqual({ passed: 70, failed: 6 });
  });

  it('never calls a stage clean that ended badly', () => {
    expect(countsOf(1, report(70, 0))).toEqual({ passed: 70, failed: 1 });
  });

  it('refuses a report that is not jest’s', () => {
    expect(() => countsOf(0, '{}')).toThrow('numPassedTests');
  });
});

describe('sum', () => {
  it('adds all stages', () => {
    const counts = [
      { passed: 1, failed: 0 },
      { passed: 70, failed: 4 },
      { passed: 0, failed: 1 },
    ];
    expect(sum(counts)).toEqual({ passed: 71, failed: 5 });
  });
});
