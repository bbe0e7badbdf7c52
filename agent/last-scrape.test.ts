import { LastScrape } from './last-scrape';

describe('the last scrape of a pod that ends', () => {
  let now: number;
  let scrape: LastScrape;
  beforeEach(() => {
    now = 1_000_000;
    scrape = new LastScrape({ now: () => now });
  });

  it('is waited for until it comes, where there have been some', () => {
    scrape.seen();
    now += 14_000;
    expect(scrape.isAwaited()).toBe(true);
    now += 1_000;
    expect(scrape.isAwaited()).toBe(true);
    scrape.seen();
    expect(scrape.isAwaited()).toBe(false);
  });

  it('is waited for no longer than 15 s', () => {
    scrape.seen();
    now += 1;
    expect(scrape.isAwaited()).toBe(true);
    now += 14_999;
    expect(scrape.isAwaited()).toBe(true);
    now += 1;
    expect(scrape.isAwaited()).toBe(false);
  });

  it('is not waited for where nobody reads the metrics', () => {
    expect(new LastScrape({ now: () => now }).isAwaited()).toBe(false);
    scrape.seen();
    now += 60_001;
    expect(scrape.isAwaited()).toBe(false);
  });
});
