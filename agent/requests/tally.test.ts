import { AddressBook } from './address-book';
import { BUCKETS, cumulated } from './durations';
import { exposition } from './exposition';
import { Tally } from './tally';

const V1 = '10.0.0.1:80';
const V2 = '10.0.0.2:80';
const OTHER_V2 = '[fd00::2]:80';

describe('the tally of requests', () => {
  let book: AddressBook;
  let tally: Tally;
  beforeEach(() => {
    book = new AddressBook({ [V1]: 'v1', [V2]: 'v2', [OTHER_V2]: 'v2' });
    tally = new Tally(book);
  });

  const object = (counts: ReadonlyMap<string, number>) => Object.fromEntries(counts);
  /** The smallest bucket and the sum in milliseconds of the only request of a kind. */
  const duration = (labels: string): [string | undefined, number | undefined] => {
    const found = tally.counts.durations.get(labels);
    return [BUCKETS[found?.counts.indexOf(1) ?? -1], found?.milliseconds];
  };

  it('counts a request for the version that answered, with its time', () => {
    tally.add(`all||200|${V1}|200|0.031|0.030`);
    tally.add(`all||200|${V1}|200|0.004|0.004`);
    tally.add(`all||404|${V2}|404|0.101|0.101`);
    expect(object(tally.counts.requests)).toEqual({ 'v1|all|200': 2, 'v2|all|404': 1 });
    expect(duration('v2|all')).toEqual(['0.15', 101]);
    expect(tally.counts.durations.get('v1|all')?.milliseconds).toBe(34);
    expect(object(tally.counts.failures)).toEqual({});
  });

  it.each([
    ['refused', `all|v2|200|${V2}, ${V1}|502, 200|0.012|0.000, 0.012`],
    ['too late', `all|v2|200|${V2}, ${V1}|504, 200|5.012|5.000, 0.012`],
    [
      'too late, on the way to another location',
      `all|v2|200|${V2} : ${V1}|504 : 200|5.0|5.000 : x`,
    ],
    ['answered with 503', `all|v2|200|${V2}, ${V1}|503, 200|0.100|0.088, 0.012`],
  ])('holds a V2 that is %s against V2, and its time not against V1', (_, line) => {
    tally.add(line.replace('|5.0|5.000 : x', '|5.012|5.000 : 0.012'));
    expect(object(tally.counts.requests)).toEqual({ 'v1|all|200': 1 });
    expect(object(tally.counts.failures)).toEqual({ 'v2|all': 1 });
    expect(object(tally.counts.fallbacks)).toEqual({ all: 1 });
    expect(duration('v1|all')).toEqual(['0.025', 12]);
  });

  it('counts every attempt that failed, and all the time that the version took', () => {
    tally.add(`all|v2|200|${V2}, ${OTHER_V2}|502, 200|0.030|0.010, 0.020`);
    tally.add(`all|v2|502|${V2}, ${OTHER_V2}, ${V1}|502, 504, 502|0.030|0.000, 0.020, 0.010`);
    expect(object(tally.counts.requests)).toEqual({ 'v2|all|200': 1, 'v1|all|502': 1 });
    expect(object(tally.counts.failures)).toEqual({ 'v2|all': 3, 'v1|all': 1 });
    expect(duration('v2|all')).toEqual(['0.05', 30]);
  });

  it('knows an upstream in which nobody was left to ask', () => {
    tally.add('all|v2|502|cutover_v2_only|502|0.000|0.000');
    expect(object(tally.counts.requests)).toEqual({ 'v2|all|502': 1 });
    expect(object(tally.counts.failures)).toEqual({ 'v2|all': 1 });
  });

  it('counts as a fallback what V1 answers while V2 has no pod to ask', () => {
    tally.add(`all|v2|200|${V1}|200|0.001|0.001`);
    expect(object(tally.counts.fallbacks)).toEqual({ all: 1 });
    expect(object(tally.counts.failures)).toEqual({});
  });

  it('holds against no version that a client left, nor an answer of the gateway itself', () => {
    tally.add(`all||499|${V2}|-|2.000|2.000`);
    tally.add('all||429|-|-|0.000|-');
    tally.add('||404|-|-|0.001|-');
    expect(object(tally.counts.requests)).toEqual({
      'v2|all|499': 1,
      'none|all|429': 1,
      'none|none|404': 1,
    });
    expect(object(tally.counts.failures)).toEqual({});
    expect(duration('v2|all')).toEqual(['2.5', 2_000]);
    expect(duration('none|none')).toEqual(['0.005', 1]);
  });

  it('puts a time that equals a bound below it, and one that exceeds all into the last bucket', () => {
    tally.add(`at||200|${V1}|200|0.100|0.100`);
    tally.add(`above||200|${V1}|200|0.101|0.101`);
    tally.add(`beyond||200|${V1}|200|61.000|61.000`);
    expect(['at', 'above', 'beyond'].map((route) => duration(`v1|${route}`)[0])).toEqual([
      '0.1',
      '0.15',
      '+Inf',
    ]);
  });

  it('has as many durations as requests, whatever they were', () => {
    for (let n = 0; n < 500; n += 1) {
      const time = (n / 40).toFixed(3);
      tally.add(`all||${200 + n}|${n % 2 === 0 ? V1 : V2}|${200 + n}|${time}|${time}`);
    }
    const requests = [...tally.counts.requests.values()].reduce((sum, one) => sum + one, 0);
    const durations = [...tally.counts.durations.values()].map((one) => cumulated(one).at(-1) ?? 0);
    expect([requests, durations.reduce((sum, one) => sum + one, 0)]).toEqual([500, 500]);
  });

  it('cannot be multiplied by a version that makes up statuses', () => {
    for (let status = 100; status < 1_000; status += 1) {
      tally.add(`all||${status}|${V1}|${status}|0.001|0.001`);
    }
    expect(tally.counts.requests.size).toBeLessThanOrEqual(37);
    expect(tally.counts.requests.get('v1|all|4xx')).toBe(85);
    expect(tally.counts.requests.get('v1|all|other')).toBe(400);
  });

  it('says what it could not read, and takes no rest of a line for a route', () => {
    tally.begin(['v1'], ['all']);
    const whole = `all||200|${V1}|200|0.001|0.001`;
    const cut = [whole.slice(0, 12), `${whole.slice(0, 12)}${whole}`, `al${whole}`, '||||||', '?'];
    for (const line of [whole, ...cut]) tally.add(line);
    expect(tally.unreadable).toBe(5);
    expect(tally.counts.requests.get('v1|all|200')).toBe(1);
    expect([...tally.counts.requests.values()].reduce((sum, one) => sum + one, 0)).toBe(1);
  });

  it('takes an address that has another version now for that one', () => {
    const line = `all||200|${V2}|200|0.001|0.001`;
    tally.add(line);
    expect(book.learn(new Map([[V2, 'v1']]))).toBe(true);
    tally.forget();
    tally.add(line);
    expect(object(tally.counts.requests)).toEqual({ 'v2|all|200': 1, 'v1|all|200': 1 });
  });

  it('believes the choice where nobody has told of the address', () => {
    tally.add('all|v2|200|10.9.9.9:80|200|0.001|0.001');
    tally.add('all||200|10.9.9.9:80|200|0.001|0.001');
    expect(object(tally.counts.requests)).toEqual({ 'v2|all|200': 1, 'none|all|200': 1 });
  });

  it('begins at 0 with what gates ask for', () => {
    tally.begin(['v1', 'v2'], ['all', 'old']);
    expect(tally.counts.requests.get('v2|old|503')).toBe(0);
    expect(object(tally.counts.failures)).toEqual({
      'v1|all': 0,
      'v2|all': 0,
      'v1|old': 0,
      'v2|old': 0,
    });
    expect(object(tally.counts.fallbacks)).toEqual({ all: 0, old: 0 });
    tally.add(`all||500|${V2}|500|0.001|0.001`);
    tally.begin(['v1', 'v2'], ['all', 'old']);
    expect(tally.counts.requests.get('v2|all|500')).toBe(1);
  });

  it('is told to Prometheus in its own format', () => {
    tally.add(`all|v2|200|${V2}, ${V1}|502, 200|0.012|0.000, 0.012`);
    const text = exposition('shop', tally.counts, 3);
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(samples).toEqual([
      'cutover_requests_total{service="shop",version="v1",route="all",code="200"} 1',
      ...['0.005', '0.01'].map(
        (le) =>
          `cutover_request_duration_seconds_bucket{service="shop",version="v1",route="all",le="${le}"} 0`,
      ),
      ...'0.025 0.05 0.075 0.1 0.15 0.2 0.3 0.5 1 2.5 5 10 +Inf'
        .split(' ')
        .map(
          (le) =>
            `cutover_request_duration_seconds_bucket{service="shop",version="v1",route="all",le="${le}"} 1`,
        ),
      'cutover_request_duration_seconds_sum{service="shop",version="v1",route="all"} 0.012',
      'cutover_request_duration_seconds_count{service="shop",version="v1",route="all"} 1',
      'cutover_version_failures_total{service="shop",version="v2",route="all"} 1',
      'cutover_fallback_total{service="shop",route="all"} 1',
      'cutover_uncounted_requests_total{service="shop"} 3',
    ]);
  });
});
