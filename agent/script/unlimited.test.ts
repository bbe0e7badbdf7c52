import type { Report } from '../../gateway/counters';
import { scriptMetrics } from './unlimited';

describe('what the gateway script counts, in /metrics', () => {
  let said: () => Promise<Report>;
  let metrics: ReturnType<typeof scriptMetrics>;

  beforeEach(() => {
    metrics = scriptMetrics('shop', { report: () => said() });
  });

  const total = async (): Promise<string | undefined> =>
    (await metrics.text()).split('\n').find((line) => !line.startsWith('#'));

  it('never goes back: not when NGINX begins anew, and not while it is away', async () => {
    const is = (count: number) => `cutover_unlimited_requests_total{service="shop"} ${count}`;
    said = () => Promise.reject(new Error('NGINX starts'));
    expect(await total()).toBe(is(0));
    said = () => Promise.resolve({ since: 1, unlimited: 70 });
    expect(await total()).toBe(is(70));
    said = () => Promise.resolve({ since: 1, unlimited: 80 });
    expect(await total()).toBe(is(80));
    said = () => Promise.reject(new Error('NGINX is away'));
    expect(await total()).toBe(is(80));
    said = () => Promise.resolve({ since: 2, unlimited: 30 });
    expect(await total()).toBe(is(110));
    expect(await total()).toBe(is(110));
  });

  it('is read once for two who ask at once', async () => {
    let asked = 0;
    said = () => {
      asked += 1;
      return Promise.resolve({ since: 1, unlimited: 1 });
    };
    await Promise.all([metrics.text(), metrics.text()]);
    expect(asked).toBe(1);
  });
});
