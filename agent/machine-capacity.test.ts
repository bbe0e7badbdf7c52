import fc from 'fast-check';
import type { Share } from '../model/share';
import { map, Pair, SimulatedNginx, TestAgent } from '../test/support/agent/simulated';
import type { PodSight } from './agreement';
import type { ReadyAddresses } from './parts';

const ready = (v1: number, v2: number): ReadyAddresses => {
  const pods = (count: number) => Array.from({ length: count }, (_, pod) => `10.0.0.${pod}:80`);
  return { v1: pods(v1), v2: pods(v2) };
};
const traffic = (desired: number, v1Floor: number, v2Floor: number) => ({
  type: 'traffic' as const,
  data: { ...map(String(desired)), v1Floor: String(v1Floor), v2Floor: String(v2Floor) },
});
const hold = (share: number) => ({ type: 'hold' as const, data: map(String(share)) });
const peer = (name: string, share: string | undefined, serving = true): PodSight => {
  return { name, serving, share };
};
const wanted = (agent: TestAgent) => agent.state.wanted?.config.share;

describe('a share that waits for pods', () => {
  it('is served as before, told with its numbers, and let through when V2 has them', () => {
    const agent = new TestAgent().serving(5);
    agent.tell({ type: 'endpoints', ready: ready(9, 2) });
    expect(agent.tell(traffic(25, 3, 5))).toEqual([
      {
        type: 'annotate',
        note: {
          share: 5,
          hash: 'h5',
          condition: 'waiting-for-v2 (V2 has 2 of 5 ready pods that a share of 25 needs)',
        },
      },
    ]);
    agent.tell({ type: 'ended', action: 'annotate', ok: true });
    agent.tell({ type: 'endpoints', ready: ready(9, 5) });
    expect(wanted(agent)).toBe(25);
  });

  it('does not fall back when pods go that it had when it rose', () => {
    const agent = new TestAgent().serving(5);
    agent.tell({ type: 'endpoints', ready: ready(9, 5) });
    agent.tell(traffic(25, 3, 5));
    agent.tell({ type: 'endpoints', ready: ready(9, 1) });
    expect(wanted(agent)).toBe(25);
  });

  it('waits for V1 on its way down, but never under a hold', () => {
    const agent = new TestAgent().serving(50);
    agent.tell({ type: 'endpoints', ready: ready(1, 9) });
    agent.tell(traffic(10, 5, 1));
    expect(wanted(agent)).toBe(50);
    agent.tell(hold(20));
    expect(wanted(agent)).toBe(20);
    agent.tell(hold(0));
    expect(wanted(agent)).toBe(0);
  });

  it('is not observed before it is served', () => {
    const agent = new TestAgent().serving(5);
    const actions = [...agent.tell(traffic(25, 3, 5))];
    agent.now += 5_000;
    actions.push(...agent.tell({ type: 'tick' }));
    expect(actions.filter(({ type }) => type === 'observe')).toEqual([]);
  });
});

describe('a pod that starts while a share waits', () => {
  const start = (pods: readonly PodSight[] | undefined, kept?: number): TestAgent => {
    const agent = new TestAgent();
    if (kept !== undefined) agent.tell({ type: 'kept', share: kept as Share });
    agent.tell(hold(100));
    agent.tell(traffic(25, 3, 5));
    agent.tell({ type: 'endpoints', ready: ready(9, 2) });
    if (pods) agent.tell({ type: 'pods', pods });
    return agent;
  };

  it('serves the highest share that a ready pod confirms', () => {
    const pods = [peer('b', '5'), peer('c', '10'), peer('d', '90', false), peer('e', undefined)];
    expect(wanted(start(pods))).toBe(10);
  });

  it('serves what it served before when no other is ready', () => {
    expect(wanted(start([peer('b', '90', false)], 7))).toBe(7);
  });

  it('serves the effective share when nobody serves anything', () => {
    expect(wanted(start([]))).toBe(25);
    expect(wanted(start([peer('a', undefined, false)]))).toBe(25);
  });

  it('waits to hear of the others, unless the API server does not tell of them', () => {
    const agent = start(undefined);
    expect(wanted(agent)).toBeUndefined();
    agent.tell({ type: 'recalled', share: undefined });
    expect(wanted(agent)).toBe(25);
  });

  it('goes on with what the NGINX beside it serves', () => {
    const agent = new TestAgent();
    agent.look(12);
    agent.tell(hold(100));
    agent.tell(traffic(25, 3, 5));
    expect(wanted(agent)).toBe(12);
  });
});

describe('without V1', () => {
  it('the share is 100, whatever is desired or held, and that is told', () => {
    const agent = new TestAgent({ v1: false });
    expect(agent.tell({ type: 'tick' })).toEqual([
      { type: 'write', config: { share: 100, hash: 'h100' }, signal: false },
    ]);
    agent.wrote(100, false);
    agent.look(100);
    expect(agent.ready).toBe(true);
    agent.tell({ type: 'api', connected: true });
    agent.tell(traffic(30, 5, 5));
    agent.tell({ type: 'ended', action: 'annotate', ok: true });
    expect(agent.pods('100')).toEqual([{ type: 'observe', value: 100 }]);
    expect(agent.tell(hold(0))).toEqual([
      { type: 'annotate', note: { share: 100, hash: 'h100', condition: 'hold-without-v1' } },
    ]);
    expect(wanted(agent)).toBe(100);
  });
});

describe('whatever comes in whatever order, with floors', () => {
  const percent = fc.integer({ min: 0, max: 100 });
  const pods = fc.integer({ min: 0, max: 4 });
  const happening = fc.oneof(
    fc.tuple(percent, pods, pods).map(([desired, v1, v2]) => traffic(desired, v1, v2)),
    percent.map(hold),
    fc.constant({ type: 'hold' as const, data: map('x') }),
    fc.tuple(pods, pods).map(([v1, v2]) => ({ type: 'endpoints' as const, ready: ready(v1, v2) })),
    fc.constant({ type: 'tick' as const }),
  );

  it('a hold is never passed nor delayed, the share never rises without pods nor beyond what is desired', () => {
    const run = (
      start: number,
      happenings: readonly (typeof happening extends fc.Arbitrary<infer T> ? T : never)[],
    ) => {
      const agent = new TestAgent().serving(start);
      const nginx = new SimulatedNginx({ share: start as Share, hash: `h${start}` });
      const pair = new Pair(agent, nginx);
      for (const event of happenings) {
        const before = wanted(agent) ?? 0;
        agent.now += 10;
        pair.tell(event);
        const { knowledge, floors, ready: known } = agent.state;
        const after = wanted(agent) ?? 0;
        expect(after).toBeLessThanOrEqual(knowledge.lastHold ?? 100);
        expect(after).toBeLessThanOrEqual(Math.max(before, knowledge.lastDesired ?? 100));
        const covered = (known?.v2.length ?? 0) >= (floors.v2 ?? 0);
        expect(after > before && !covered).toBe(false);
        if (pair.pending.length > 0) pair.finish();
        pair.look();
      }
      // With all the pods that may be asked for, it ends where it should.
      pair.tell({ type: 'endpoints', ready: ready(4, 4) });
      pair.settle();
      expect(nginx.share).toBe(agent.state.knowledge.effective);
    };
    const property = fc.property(percent, fc.array(happening, { maxLength: 60 }), run);
    expect(() => {
      fc.assert(property, { numRuns: 200 });
    }).not.toThrow();
  });
});
