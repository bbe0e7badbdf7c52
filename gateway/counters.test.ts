import { FakeDict } from '../test/support/script/fake-dict';
import { countFailure, countRequest, reportOf, UNLIMITED } from './counters';

const ending = { route: 'all', chosen: 'v2', served: 'v2', status: '200' };

describe('the counters of requests', () => {
  let counts: FakeDict;
  beforeEach(() => {
    counts = new FakeDict(() => 0);
  });

  it('tell apart how requests ended, and since when', () => {
    countRequest(counts, ending, 1_000);
    countRequest(counts, ending, 2_000);
    countRequest(counts, { ...ending, served: 'v1', status: '503' }, 3_000);
    countRequest(counts, { route: '', chosen: '', served: '', status: '404' }, 3_000);
    counts.incr('a|all', 7);
    expect(reportOf(counts, 4_000)).toEqual({
      since: 1_000,
      requests: [
        { ...ending, count: 2 },
        { ...ending, served: 'v1', status: '503', count: 1 },
        { route: '', chosen: '', served: '', status: '404', count: 1 },
      ],
      uncounted: 0,
      unlimited: 0,
    });
  });

  it('begin when they are first asked for, if not before', () => {
    expect(reportOf(counts, 5_000)).toEqual({
      since: 5_000,
      requests: [],
      uncounted: 0,
      unlimited: 0,
    });
    countRequest(counts, ending, 9_000);
    expect(reportOf(counts, 9_000).since).toBe(5_000);
  });

  it('cannot be multiplied by a version that makes up statuses', () => {
    for (let status = 0; status < 1_000; status += 1) {
      countRequest(counts, { ...ending, status: String(status) }, 0);
    }
    const { requests } = reportOf(counts, 0);
    expect(requests.length).toBeLessThanOrEqual(40);
    expect(requests.find(({ status }) => status === '4xx')?.count).toBe(85);
    expect(requests.find(({ status }) => status === 'other')?.count).toBe(500);
    expect(requests.reduce((sum, { count }) => sum + count, 0)).toBe(1_000);
  });

  it('say what they could not count', () => {
    countRequest(counts, ending, 0);
    counts.capacity = 4;
    countRequest(counts, { ...ending, status: '500' }, 0);
    countRequest(counts, { ...ending, status: '502' }, 0);
    countFailure(counts, UNLIMITED);
    expect(reportOf(counts, 0)).toMatchObject({ uncounted: 2, unlimited: 1 });
  });

  it('never stop a request, even without any memory', () => {
    counts.capacity = 0;
    expect(() => {
      countRequest(counts, ending, 0);
    }).not.toThrow();
  });
});
