import { FakeDict } from '../test/support/script/fake-dict';
import { absorb, drain, MOST_CLIENTS, MOST_REQUESTS, parseConsumption } from './consumption';
import { clientKey } from './admission';
import { limitTime, paceOf, take } from './rate-limit';

const pace = paceOf({ requests: 600, perSeconds: 60, burst: 10 });
const key = clientKey('shop', '192.0.2.1');

describe('what clients used', () => {
  it('is told once, with what was counted while it was told', () => {
    const used = new FakeDict(() => 0);
    used.incr(key, 3);
    expect(drain(used)).toEqual({ [key]: 3 });
    expect(drain(used)).toEqual({});
    used.incr(key, 1);
    let calls = 0;
    used.between = () => {
      calls += 1;
      // After the list was taken and before the entry is.
      if (calls === 2) used.incr(key, 5);
    };
    expect(drain(used)).toEqual({ [key]: 6 });
  });

  it('is told in parts when there is much of it', () => {
    const used = new FakeDict(() => 0);
    for (let n = 0; n < MOST_CLIENTS + 10; n += 1) used.incr(clientKey('shop', String(n)), 1);
    expect(Object.keys(drain(used))).toHaveLength(MOST_CLIENTS);
    expect(Object.keys(drain(used))).toHaveLength(10);
  });

  it('is taken in as a debt', () => {
    const now = limitTime(Date.UTC(2026, 10, 20));
    const levels = new FakeDict(() => now);
    absorb(levels, pace, { [key]: 11 }, now);
    expect(take(levels, pace, key, now)).toBeCloseTo(100, 6);
  });

  it.each([
    ['not JSON', '{'],
    ['no object', '[1]'],
    ['nothing', 'null'],
    ['a key that is no hash', '{"192.0.2.1":1}'],
    ['a number of requests below 1', `{"${key}":0}`],
    ['a fraction of a request', `{"${key}":1.5}`],
    ['a number as a text', `{"${key}":"1"}`],
    ['more requests than can be', `{"${key}":${MOST_REQUESTS + 1}}`],
  ])('is refused as %s', (_, text) => {
    expect(parseConsumption(text)).toBeUndefined();
  });

  it('is refused for too many clients at once', () => {
    const many = (count: number) =>
      JSON.stringify(
        Object.fromEntries(
          Array.from({ length: count }, (_, n) => [clientKey('shop', String(n)), 1]),
        ),
      );
    expect(parseConsumption(many(MOST_CLIENTS))).toBeDefined();
    expect(parseConsumption(many(MOST_CLIENTS + 1))).toBeUndefined();
  });
});

describe('two gateway pods that tell each other', () => {
  it('give a client rate x time + burst in sum, within 2 %', () => {
    let now = limitTime(Date.UTC(2026, 10, 20));
    const start = now;
    const pods = [0, 1].map(() => ({
      levels: new FakeDict(() => now),
      used: new FakeDict(() => now),
    }));
    let admitted = 0;
    for (let ms = 0; ms < 60_000; ms += 10) {
      for (const { levels, used } of pods) {
        if (take(levels, pace, key, now) > 0) continue;
        used.incr(key, 1);
        admitted += 1;
      }
      if (ms % 250 === 0) {
        const told = pods.map(({ used }) => drain(used));
        pods.forEach(({ levels }, index) => {
          absorb(levels, pace, told[1 - index] ?? {}, now);
        });
      }
      now += 10;
    }
    const allowed = (now - start) / 100 + 11;
    expect(Math.abs(admitted / allowed - 1)).toBeLessThan(0.02);
  });
});
