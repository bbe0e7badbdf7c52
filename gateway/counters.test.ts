import { FakeDict } from '../test/support/script/fake-dict';
import { countUnlimited, reportOf } from './counters';

describe('the counter of requests that were not limited', () => {
  let counts: FakeDict;
  beforeEach(() => {
    counts = new FakeDict(() => 0);
  });

  it('counts, and says since when', () => {
    countUnlimited(counts, 1_000);
    countUnlimited(counts, 2_000);
    counts.incr('a|all', 7);
    expect(reportOf(counts, 4_000)).toEqual({ since: 1_000, unlimited: 2 });
  });

  it('begins when it is first asked for, if not before', () => {
    expect(reportOf(counts, 5_000)).toEqual({ since: 5_000, unlimited: 0 });
    countUnlimited(counts, 9_000);
    expect(reportOf(counts, 9_000)).toEqual({ since: 5_000, unlimited: 1 });
  });

  it('never stops a request, even without any memory', () => {
    counts.capacity = 0;
    expect(() => {
      countUnlimited(counts, 0);
    }).not.toThrow();
  });
});
