import { pino } from 'pino';
import { evidenceData, parseEvidence, type Evidence } from '../model/gates/evidence';
import type { Reading } from '../model/gates/reading';
import { AT } from '../test/support/gates/gates';
import { guardSettings } from '../test/support/guard/settings';
import type { GuardCluster, GuardListener } from './cluster';
import { Guard } from './guard';
import { guardMetrics } from './metrics';
import type { Announcement } from './publish';

/** One gate over the moment, so that no window has to pass. */
const settings = guardSettings({
  gates: [{ name: 'precision', query: 'precision', atLeast: 0.95, minimumSamples: 0 }],
  plans: {
    all: {
      phases: [{ name: 'canary', steps: [{ share: 5 }, { share: 25 }], gates: ['precision'] }],
    },
  },
});

/** An API server and a Prometheus in memory, and time that passes only when a test says so. */
class Scene implements GuardCluster {
  now = 0;
  reachable = true;
  leads = true;
  reading: Reading = { kind: 'value', value: 0.96 };
  asked = 0;
  readonly published: Evidence[] = [];
  readonly announced: Announcement[] = [];
  private listener: GuardListener | undefined;
  private readonly timers = new Map<object, { at: number; call: () => void }>();
  readonly guard = new Guard({
    settings,
    prometheus: {
      instant: () => {
        this.asked += 1;
        return Promise.resolve(this.reading);
      },
    },
    cluster: this,
    lease: leaseOf(this),
    metrics: guardMetrics('shop'),
    clock: {
      now: () => this.now,
      after: (ms, call) => {
        const key = {};
        this.timers.set(key, { at: this.now + ms, call });
        return () => this.timers.delete(key);
      },
    },
    date: () => new Date(Date.parse(AT) + this.now),
    log: pino({ enabled: false }),
  });
  readonly ended = this.guard.run();

  watch(listener: GuardListener, signal: AbortSignal): Promise<void> {
    this.listener = listener;
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        resolve();
      });
    });
  }

  publish(data: Readonly<Record<string, string>>): Promise<void> {
    if (!this.reachable) return Promise.reject(new Error('ECONNREFUSED'));
    const evidence = parseEvidence(data, 'shop-verdict');
    if (evidence) this.published.push(evidence);
    return Promise.resolve();
  }

  announce(announcement: Announcement): Promise<void> {
    this.announced.push(announcement);
    return Promise.resolve();
  }

  async see(share: string, observed = share): Promise<void> {
    this.listener?.onConnected(true);
    this.listener?.onSight({
      traffic: { v2TrafficPercentage: share, phase: 'canary', observed },
      hold: { v2TrafficPercentage: '100' },
      observedSince: undefined,
    });
    await settle();
  }

  async hear(data: Readonly<Record<string, string>> | undefined): Promise<void> {
    this.listener?.onVerdict(data);
    await settle();
  }

  async pass(seconds: number): Promise<void> {
    for (const end = this.now + seconds * 1_000; this.now < end; this.now += 1_000) {
      for (const [key, { at, call }] of [...this.timers]) {
        if (at > this.now) continue;
        this.timers.delete(key);
        call();
      }
      await settle();
    }
  }

  async stop(): Promise<void> {
    this.guard.stop();
    await this.ended;
  }
}

const leaseOf = (scene: Scene) => ({
  compete: () => Promise.resolve(),
  release: () => Promise.resolve(),
  get isHeld() {
    return scene.leads;
  },
});

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the guard', () => {
  let scene: Scene;
  const stored = (): (string | number)[][] =>
    scene.published.map(({ at, share, verdict }) => [
      (Date.parse(at) - Date.parse(AT)) / 1_000,
      share,
      verdict,
    ]);

  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(async () => {
    await scene.stop();
  });

  it('asks nothing and stores nothing before it knows what is served', async () => {
    await scene.pass(60);
    expect([scene.asked, scene.published, scene.guard.isReady]).toEqual([0, [], false]);
  });

  it('judges at once when it knows, then over and over, and stores what is still good in time', async () => {
    await scene.see('5');
    expect(stored()).toEqual([[0, 5, 'pass']]);
    expect(scene.guard.isReady).toBe(true);
    await scene.pass(61);
    expect(scene.asked).toBe(5);
    expect(stored()).toEqual([
      [0, 5, 'pass'],
      [30, 5, 'pass'],
      [60, 5, 'pass'],
    ]);
    expect(scene.announced).toHaveLength(1);
  });

  it('stores and tells another verdict with the round that finds it', async () => {
    await scene.see('5');
    scene.reading = { kind: 'value', value: 0.9 };
    await scene.pass(16);
    expect(stored().at(-1)).toEqual([15, 5, 'fail']);
    expect(scene.announced.at(-1)).toEqual({
      type: 'Warning',
      reason: 'GatesFail',
      message:
        'fail at 5 % in phase canary, pass before: 1 of 1 critical gate fail: precision: 0.9 must be at least 0.95',
    });
  });

  it('judges at once when the share changes, and while it does passes nothing', async () => {
    await scene.see('5');
    await scene.pass(2);
    await scene.see('25', '5');
    await scene.pass(1);
    await scene.see('25');
    expect(stored()).toEqual([
      [0, 5, 'pass'],
      [2, 25, 'inconclusive'],
      [3, 25, 'pass'],
    ]);
  });

  it('says error, and no pass, while Prometheus is down', async () => {
    await scene.see('5');
    scene.reading = { kind: 'error', message: 'Prometheus cannot be reached: ECONNREFUSED' };
    await scene.pass(16);
    expect(stored().at(-1)).toEqual([15, 5, 'error']);
    expect(scene.guard.isReady).toBe(true);
  });

  it('goes on while the API server takes nothing, and stores when it does again', async () => {
    scene.reachable = false;
    await scene.see('5');
    await scene.pass(40);
    expect([scene.asked, stored()]).toEqual([3, []]);
    scene.reachable = true;
    await scene.pass(10);
    expect(stored()).toEqual([[45, 5, 'pass']]);
  });

  it('judges without storing while another guard leads, and goes on from what that one stored', async () => {
    scene.leads = false;
    scene.reading = { kind: 'none' };
    await scene.see('5');
    await scene.pass(31);
    expect([scene.asked, stored()]).toEqual([3, []]);
    scene.leads = true;
    await scene.pass(16);
    const [first] = scene.published;
    expect([first?.verdict, first?.budgets.noData]).toEqual(['no-data', 4]);
    const other = { ...(first as Evidence), at: new Date(Date.parse(AT) + 47_500).toISOString() };
    await scene.hear(evidenceData({ ...other, budgets: { ...other.budgets, noData: 30 } }));
    await scene.pass(15);
    expect(scene.published.at(-1)?.budgets.noData).toBe(31);
  });

  it.each([
    ['is no evidence', { evidence: '{}' }],
    ['is empty', { verdict: '' }],
  ])('writes over what %s', async (_, data) => {
    await scene.hear(data);
    await scene.see('5');
    expect(stored()).toEqual([[0, 5, 'pass']]);
  });

  it('is alive as long as its rounds come to an end', async () => {
    await scene.see('5');
    await scene.pass(120);
    expect(scene.guard.isLive).toBe(true);
    scene.now += 61_000;
    expect(scene.guard.isLive).toBe(false);
  });
});
