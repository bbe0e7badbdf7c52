import { pino } from 'pino';
import type { Consumption } from '../../gateway/consumption';
import { EVERY_MS, LimitsExchange, STALE_MS } from './exchange';
import { limitsMetrics } from './metrics';

/** A clock whose time passes when the test says so. */
class TestClock {
  private time = 0;
  private timers: { at: number; call: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.time + ms, call };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass, and what became due then happen to its end. */
  async pass(ms: number): Promise<void> {
    this.time += ms;
    const due = this.timers.filter(({ at }) => at <= this.time);
    this.timers = this.timers.filter(({ at }) => at > this.time);
    for (const { call } of due) call();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the exchange of what clients used', () => {
  let clock: TestClock;
  let used: Consumption;
  let drain: () => Promise<Consumption>;
  let peers: string[];
  let told: [string, Consumption][];
  let tell: (address: string, used: Consumption) => Promise<void>;
  let exchange: LimitsExchange;
  const metrics = () => limitsMetrics('shop');
  let shown: ReturnType<typeof metrics>;

  beforeEach(async () => {
    clock = new TestClock();
    used = {};
    drain = () => Promise.resolve(used);
    peers = ['10.0.0.2', '10.0.0.3'];
    told = [];
    tell = (address, what) => {
      told.push([address, what]);
      return Promise.resolve();
    };
    shown = metrics();
    exchange = new LimitsExchange({
      script: { drain: () => drain() },
      peers: () => peers,
      tell: (address, what) => tell(address, what),
      metrics: shown,
      clock,
      log: pino({ level: 'silent' }),
    });
    exchange.start();
    await clock.pass(EVERY_MS);
  });

  const counted = async (name: string): Promise<number> => {
    const line = (await shown.text()).split('\n').find((text) => text.startsWith(name));
    return Number(line?.split(' ').at(-1));
  };
  const failures = (failure: string) =>
    counted(`cutover_agent_limits_failures_total{service="shop",failure="${failure}"}`);

  it('tells every other ready gateway pod, round by round', async () => {
    used = { a: 3 };
    await clock.pass(EVERY_MS);
    used = { b: 1 };
    await clock.pass(EVERY_MS);
    used = {};
    await clock.pass(EVERY_MS);
    expect(told).toEqual([
      ['10.0.0.2', { a: 3 }],
      ['10.0.0.3', { a: 3 }],
      ['10.0.0.2', { b: 1 }],
      ['10.0.0.3', { b: 1 }],
    ]);
    expect(await counted('cutover_agent_limits_told_total')).toBe(4);
  });

  it('tells nothing of the time before it began', async () => {
    const fresh: Consumption[] = [];
    const late = new LimitsExchange({
      script: { drain: () => Promise.resolve({ a: 100 }) },
      peers: () => ['10.0.0.2'],
      tell: (_, what) => Promise.resolve(void fresh.push(what)),
      metrics: metrics(),
      clock,
      log: pino({ level: 'silent' }),
    });
    late.start();
    await clock.pass(EVERY_MS);
    expect(fresh).toEqual([]);
    await clock.pass(EVERY_MS);
    expect(fresh).toEqual([{ a: 100 }]);
    late.stop();
  });

  it('forgets what is too old to be charged at once', async () => {
    drain = () => Promise.reject(new Error('NGINX is away'));
    for (let ms = 0; ms <= STALE_MS; ms += EVERY_MS) await clock.pass(EVERY_MS);
    drain = () => Promise.resolve({ a: 500 });
    await clock.pass(EVERY_MS);
    expect(told).toEqual([]);
    drain = () => Promise.resolve({ a: 2 });
    await clock.pass(EVERY_MS);
    expect(told.map(([, what]) => what)).toEqual([{ a: 2 }, { a: 2 }]);
    expect(await failures('drain')).toBe(9);
  });

  it('goes on when a pod does not take it, and does not pile up on one that hangs', async () => {
    let release: () => void = () => undefined;
    tell = (address, what) => {
      told.push([address, what]);
      if (address === '10.0.0.2') return Promise.reject(new Error('refused'));
      return new Promise((resolve) => (release = resolve));
    };
    used = { a: 1 };
    await clock.pass(EVERY_MS);
    await clock.pass(EVERY_MS);
    expect(told.map(([address]) => address)).toEqual(['10.0.0.2', '10.0.0.3', '10.0.0.2']);
    expect([await failures('tell'), await failures('busy')]).toEqual([2, 1]);
    release();
    await clock.pass(EVERY_MS);
    expect(told.map(([address]) => address).slice(3)).toEqual(['10.0.0.2', '10.0.0.3']);
  });

  it('empties NGINX also when there is no one to tell', async () => {
    peers = [];
    let asked = 0;
    drain = () => Promise.resolve({ a: (asked += 1) });
    await clock.pass(EVERY_MS);
    await clock.pass(EVERY_MS);
    expect([asked, told]).toEqual([2, []]);
  });

  it('ends when it is stopped', async () => {
    used = { a: 1 };
    exchange.stop();
    await clock.pass(EVERY_MS);
    expect(told).toEqual([]);
  });
});
