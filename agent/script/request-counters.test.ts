import type { Report } from '../../gateway/counters';
import { requestCounters } from './request-counters';

const report = (since: number, ...counts: [string, string, string, string, number][]): Report => ({
  since,
  requests: counts.map(([route, chosen, served, status, count]) => ({
    route,
    chosen,
    served,
    status,
    count,
  })),
  uncounted: 0,
  unlimited: 0,
});

describe('the counters of requests in /metrics', () => {
  let said: () => Promise<Report>;
  let counters: ReturnType<typeof requestCounters>;

  beforeEach(() => {
    counters = requestCounters('shop', { report: () => said() });
  });

  const samples = async (): Promise<string[]> =>
    (await counters.text())
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#') && !line.endsWith(' 0'));

  it('show requests by the version that answered, and what V1 answered in place of V2', async () => {
    said = () =>
      Promise.resolve({
        ...report(
          1,
          ['all', 'v1', 'v1', '200', 70],
          ['all', 'v2', 'v2', '200', 20],
          ['all', 'v2', 'v1', '200', 5],
          ['', '', '', '404', 2],
        ),
        uncounted: 3,
        unlimited: 4,
      });
    expect(await samples()).toEqual([
      'cutover_requests_total{service="shop",route="all",version="v1",code="200"} 75',
      'cutover_requests_total{service="shop",route="all",version="v2",code="200"} 20',
      'cutover_requests_total{service="shop",route="none",version="none",code="404"} 2',
      'cutover_fallback_total{service="shop",route="all"} 5',
      'cutover_uncounted_requests_total{service="shop"} 3',
      'cutover_unlimited_requests_total{service="shop"} 4',
    ]);
  });

  it('never go back: not when NGINX begins anew, and not while it is away', async () => {
    const total = async () => Number((await samples())[0]?.split(' ').at(-1));
    said = () => Promise.resolve(report(1, ['all', 'v1', 'v1', '200', 70]));
    expect(await total()).toBe(70);
    said = () => Promise.resolve(report(1, ['all', 'v1', 'v1', '200', 80]));
    expect(await total()).toBe(80);
    said = () => Promise.reject(new Error('NGINX is away'));
    expect(await total()).toBe(80);
    said = () => Promise.resolve(report(2, ['all', 'v1', 'v1', '200', 30]));
    expect(await total()).toBe(110);
    expect(await total()).toBe(110);
  });

  it('are read once for two who ask at once', async () => {
    let asked = 0;
    said = () => {
      asked += 1;
      return Promise.resolve(report(1, ['all', 'v1', 'v1', '200', 1]));
    };
    await Promise.all([counters.text(), counters.text()]);
    expect(asked).toBe(1);
  });
});
