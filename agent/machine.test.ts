import fc from 'fast-check';
import type { Share } from '../model/share';
import { isReady, step } from './machine';
import type { HashOf } from './wanted';
import { initialState, type Action, type AgentEvent, type AgentState } from './state';
import { MAX_DRAINING_GENERATIONS, REFUSED_AFTER_MS } from './reload';

const hashOf: HashOf = ({ share }) => `h${share}`;
const config = (share: number) => ({ share: share as Share, hash: `h${share}` });
const map = (share: string) => ({ v2TrafficPercentage: share });

/** Feeds events at times of the test's choosing and keeps what was asked for. */
class Agent {
  state: AgentState = initialState('a', 0);
  now = 0;

  tell(event: AgentEvent): readonly Action[] {
    const result = step(this.state, event, this.now, hashOf);
    this.state = result.state;
    return result.actions;
  }

  /** Brought to serve `share` as the only gateway pod, everything written. */
  serving(share: number): this {
    this.tell({ type: 'hold', data: map('100') });
    this.tell({ type: 'traffic', data: { ...map(String(share)), phase: 'p' } });
    this.wrote(share, false);
    this.look(share);
    this.tell({ type: 'api', connected: true });
    this.tell({ type: 'ended', action: 'annotate', ok: true });
    this.tell({ type: 'ended', action: 'persist', ok: true });
    this.pods(String(share));
    this.tell({ type: 'ended', action: 'observe', ok: true });
    this.tell({
      type: 'traffic',
      data: { ...map(String(share)), phase: 'p', observed: String(share) },
    });
    return this;
  }

  wrote(share: number, signal: boolean): readonly Action[] {
    const master = signal ? 10 : undefined;
    const before = signal ? [11] : [];
    return this.tell({ type: 'wrote', config: config(share), signal, master, before });
  }

  look(served: number, accepting = [11], draining = 0): readonly Action[] {
    const sight = { master: 10, accepting, draining, served: config(served) };
    return this.tell({ type: 'looked', sight });
  }

  pods(share: string): readonly Action[] {
    return this.tell({ type: 'pods', pods: [{ name: 'a', serving: true, share }] });
  }
}

describe('the agent', () => {
  it('does nothing before both ConfigMaps are known', () => {
    const agent = new Agent();
    expect(agent.tell({ type: 'api', connected: false })).toEqual([]);
    expect(agent.tell({ type: 'traffic', data: map('25') })).toEqual([]);
    expect(isReady(agent.state)).toBe(false);
  });

  it('writes the upstreams as soon as it knows the share, and is ready when NGINX serves them', () => {
    const agent = new Agent();
    agent.tell({ type: 'hold', data: map('100') });
    const actions = agent.tell({ type: 'traffic', data: map('25') });
    expect(actions).toEqual([{ type: 'write', config: config(25), signal: false }]);
    agent.wrote(25, false);
    expect(isReady(agent.state)).toBe(false);
    expect(agent.look(25)).toEqual([{ type: 'persist', share: 25 }]);
    expect(isReady(agent.state)).toBe(true);
  });

  it('confirms a change to its Pod, then to the ConfigMap when all pods agree', () => {
    const agent = new Agent().serving(25);
    const traffic = { ...map('50'), phase: 'p', observed: '25' };
    expect(agent.tell({ type: 'traffic', data: traffic })).toEqual([
      { type: 'write', config: config(50), signal: true },
    ]);
    expect(agent.wrote(50, true)).toEqual([]);
    expect(agent.look(25, [11, 12])).toEqual([]);
    expect(agent.look(50, [12], 1)).toEqual([
      { type: 'annotate', note: { share: 50, hash: 'h50', condition: undefined } },
      { type: 'persist', share: 50 },
    ]);
    expect(agent.pods('50')).toEqual([{ type: 'observe', value: 50 }]);
  });

  it('stays ready while a share changes, and while a refused configuration leaves the old serving', () => {
    const agent = new Agent().serving(25);
    agent.tell({ type: 'traffic', data: map('50') });
    agent.wrote(50, true);
    expect(isReady(agent.state)).toBe(true);
    agent.now += REFUSED_AFTER_MS;
    expect(agent.look(25)).toEqual([
      { type: 'write', config: config(25), signal: false },
      { type: 'annotate', note: { share: 25, hash: 'h25', condition: 'config-rejected' } },
    ]);
    expect(isReady(agent.state)).toBe(true);
  });

  it('writes nothing to the API server while it is away, and what is due when it is back', () => {
    const agent = new Agent().serving(25);
    agent.tell({ type: 'api', connected: false });
    agent.tell({ type: 'hold', data: map('5') });
    agent.wrote(5, true);
    expect(agent.look(5, [12])).toEqual([{ type: 'persist', share: 5 }]);
    expect(agent.tell({ type: 'api', connected: true })).toEqual([
      { type: 'annotate', note: { share: 5, hash: 'h5', condition: undefined } },
    ]);
  });

  it('tries a failed write again after a while', () => {
    const agent = new Agent().serving(25);
    agent.tell({ type: 'traffic', data: map('50') });
    expect(agent.tell({ type: 'ended', action: 'write', ok: false })).toEqual([
      {
        type: 'annotate',
        note: { share: 25, hash: 'h25', condition: 'volume-unwritable' },
      },
    ]);
    agent.now += 49;
    expect(agent.tell({ type: 'tick' })).toEqual([]);
    agent.now += 1;
    expect(agent.tell({ type: 'tick' })).toEqual([
      { type: 'write', config: config(50), signal: true },
    ]);
  });

  it('writes its annotation again when another has changed it', () => {
    const agent = new Agent().serving(25);
    agent.now += 5_000;
    expect(agent.pods('99')).toEqual([
      { type: 'annotate', note: { share: 25, hash: 'h25', condition: undefined } },
    ]);
  });

  it('takes the share of before only when none is known', () => {
    const agent = new Agent();
    expect(agent.tell({ type: 'recalled', share: 40 as Share })).toEqual([
      { type: 'write', config: config(40), signal: false },
    ]);
    expect(new Agent().serving(25).tell({ type: 'recalled', share: 40 as Share })).toEqual([]);
  });
});

/** An NGINX as the agent sees it: reloads take effect some looks after the signal. */
class SimulatedNginx {
  private nextPid = 100;
  private accepting = [this.nextPid];
  private old: number[] = [];
  private draining: number[] = [];
  private served = 0;
  private loading: number | undefined;
  private looksLeft = 0;
  file: number | undefined;
  signals = 0;
  mostDraining = 0;

  get reloading(): boolean {
    return this.loading !== undefined;
  }

  get workers(): readonly number[] {
    return this.accepting;
  }

  get ending(): number {
    return this.draining.length;
  }

  get share(): number {
    return this.served;
  }

  signal(looks: number): void {
    this.signals += 1;
    this.loading = this.file ?? 0;
    this.looksLeft = looks;
    this.old = this.accepting;
    this.nextPid += 1;
    this.accepting = [...this.old, this.nextPid];
  }

  look(): AgentEvent {
    if (this.loading !== undefined && this.looksLeft-- <= 0) {
      this.served = this.loading;
      this.loading = undefined;
      this.draining = [...this.draining, ...this.old];
      this.accepting = this.accepting.filter((pid) => !this.old.includes(pid));
      this.mostDraining = Math.max(this.mostDraining, this.draining.length);
    }
    return {
      type: 'looked',
      sight: {
        master: 10,
        accepting: this.accepting,
        draining: this.draining.length,
        served: config(this.served),
      },
    };
  }

  /** Old workers end. */
  drain(): void {
    this.draining = [];
  }
}

describe('whatever comes in whatever order', () => {
  const share = fc.integer({ min: 0, max: 100 });
  const happening = fc.oneof(
    share.map((value) => ({ kind: 'desired' as const, value })),
    share.map((value) => ({ kind: 'hold' as const, value })),
    fc.constantFrom(
      { kind: 'bad-hold' as const },
      { kind: 'look' as const },
      { kind: 'look' as const },
      { kind: 'finish' as const },
      { kind: 'drain' as const },
    ),
  );

  function play(happenings: readonly { kind: string; value?: number }[]): void {
    const agent = new Agent();
    const nginx = new SimulatedNginx();
    let work: Action[] = [];
    const tell = (event: AgentEvent): void => {
      work = [...work, ...agent.tell(event)];
    };
    const finish = (): void => {
      const [action, ...rest] = work;
      work = rest;
      if (action?.type !== 'write') {
        if (action) tell({ type: 'ended', action: action.type, ok: true });
        return;
      }
      const before = nginx.workers;
      nginx.file = action.config.share;
      if (action.signal) {
        expect(nginx.reloading).toBe(false);
        const rises = action.config.share > nginx.share;
        expect(rises && nginx.ending >= MAX_DRAINING_GENERATIONS).toBe(false);
        nginx.signal(2);
      }
      const master = action.signal ? 10 : undefined;
      tell({ type: 'wrote', config: action.config, signal: action.signal, master, before });
    };
    const look = (): void => {
      const good = agent.state.nginx.good?.share;
      tell(nginx.look());
      const after = agent.state.nginx.good?.share;
      // What is said to be served is what every accepting worker serves.
      if (after !== good) expect([after, nginx.reloading]).toEqual([nginx.share, false]);
    };
    tell({ type: 'api', connected: true });
    for (const { kind, value = 0 } of happenings) {
      agent.now += 10;
      if (kind === 'desired') tell({ type: 'traffic', data: map(String(value)) });
      if (kind === 'hold') tell({ type: 'hold', data: map(String(value)) });
      if (kind === 'bad-hold') tell({ type: 'hold', data: map('x') });
      if (kind === 'look') look();
      if (kind === 'finish') finish();
      if (kind === 'drain') nginx.drain();
      const writing = work.filter(({ type }) => type === 'write');
      expect(writing.length).toBeLessThanOrEqual(1);
    }
    // Left alone, it ends where it should.
    for (let round = 0; round < 40; round += 1) {
      agent.now += 50;
      nginx.drain();
      look();
      while (work.length > 0) finish();
      tell({ type: 'tick' });
    }
    const { effective } = agent.state.knowledge;
    if (effective === undefined) return;
    expect([nginx.share, nginx.file, agent.state.nginx.good?.share]).toEqual([
      effective,
      effective,
      effective,
    ]);
  }

  it('never signals into a reload, never rises into a crowd, confirms only what all serve, and ends on the last share', () => {
    const property = fc.property(fc.array(happening, { maxLength: 120 }), play);
    expect(() => {
      fc.assert(property, { numRuns: 300 });
    }).not.toThrow();
  });

  it('keeps the old workers of a rising burst bounded', () => {
    const agent = new Agent().serving(0);
    const nginx = new SimulatedNginx();
    let work: Action[] = [];
    for (let desired = 1; desired <= 50; desired += 1) {
      agent.now += 200;
      work = [...work, ...agent.tell({ type: 'traffic', data: map(String(desired)) })];
      for (let turn = 0; turn < 5; turn += 1) {
        const write = work.find((action) => action.type === 'write');
        work = [];
        if (write) {
          nginx.file = write.config.share;
          const before = nginx.workers;
          if (write.signal) nginx.signal(1);
          const told = { config: write.config, signal: write.signal, master: 10, before };
          work = [...agent.tell({ type: 'wrote', ...told })];
        }
        work = [...work, ...agent.tell(nginx.look())];
      }
    }
    expect(nginx.mostDraining).toBe(MAX_DRAINING_GENERATIONS);
    expect(agent.state.knowledge.effective).toBe(50);
  });
});
