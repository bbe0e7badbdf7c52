import fc from 'fast-check';
import {
  config,
  map,
  Pair,
  SimulatedNginx,
  TestAgent as Agent,
} from '../test/support/agent/simulated';
import type { Share } from '../model/share';
import { MAX_DRAINING_GENERATIONS, REFUSED_AFTER_MS } from './reload';

describe('the agent', () => {
  it('does nothing before both ConfigMaps are known', () => {
    const agent = new Agent();
    expect(agent.tell({ type: 'api', connected: false })).toEqual([]);
    expect(agent.tell({ type: 'traffic', data: map('25') })).toEqual([]);
    expect(agent.ready).toBe(false);
  });

  it('writes the upstreams as soon as it knows the share, and is ready when NGINX serves them', () => {
    const agent = new Agent();
    agent.tell({ type: 'hold', data: map('100') });
    const actions = agent.tell({ type: 'traffic', data: map('25') });
    expect(actions).toEqual([{ type: 'write', config: config(25), signal: false }]);
    agent.wrote(25, false);
    expect(agent.ready).toBe(false);
    expect(agent.look(25)).toEqual([{ type: 'persist', share: 25 }]);
    expect(agent.ready).toBe(true);
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
    expect(agent.ready).toBe(true);
    agent.now += REFUSED_AFTER_MS;
    expect(agent.look(25)).toEqual([
      { type: 'write', config: config(25), signal: false },
      { type: 'annotate', note: { share: 25, hash: 'h25', condition: 'config-rejected' } },
    ]);
    expect(agent.ready).toBe(true);
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
    const nginx = new SimulatedNginx();
    const agent = new Agent();
    const pair = new Pair(agent, nginx, 2, (to) => {
      expect(nginx.reloading).toBe(false);
      const rises = to.share > nginx.share;
      expect(rises && nginx.ending >= MAX_DRAINING_GENERATIONS).toBe(false);
    });
    const look = (): void => {
      const good = agent.state.nginx.good?.share;
      pair.look();
      const after = agent.state.nginx.good?.share;
      // What is said to be served is what every accepting worker serves.
      if (after !== good) expect([after, nginx.reloading]).toEqual([nginx.share, false]);
    };
    pair.tell({ type: 'api', connected: true });
    for (const { kind, value = 0 } of happenings) {
      agent.now += 10;
      if (kind === 'desired') pair.tell({ type: 'traffic', data: map(String(value)) });
      if (kind === 'hold') pair.tell({ type: 'hold', data: map(String(value)) });
      if (kind === 'bad-hold') pair.tell({ type: 'hold', data: map('x') });
      if (kind === 'look') look();
      if (kind === 'finish') pair.finish();
      if (kind === 'drain') nginx.drain();
      const writing = pair.pending.filter(({ type }) => type === 'write');
      expect(writing.length).toBeLessThanOrEqual(1);
    }
    // Left alone, it ends where it should.
    pair.settle();
    const { effective } = agent.state.knowledge;
    if (effective === undefined) return;
    expect([nginx.share, nginx.file?.share, agent.state.nginx.good?.share]).toEqual([
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
    const pair = new Pair(agent, nginx, 1);
    for (let desired = 1; desired <= 50; desired += 1) {
      agent.now += 200;
      pair.tell({ type: 'traffic', data: map(String(desired)) });
      for (let turn = 0; turn < 5; turn += 1) {
        while (pair.pending.length > 0) pair.finish();
        pair.look();
      }
    }
    expect(nginx.mostDraining).toBe(MAX_DRAINING_GENERATIONS);
    expect(agent.state.knowledge.effective).toBe(50);
  });
});
