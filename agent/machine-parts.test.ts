import fc from 'fast-check';
import type { Share } from '../model/share';
import { hashOf, map, Pair, SimulatedNginx, TestAgent } from '../test/support/agent/simulated';
import type { Certificate } from './material/certificate';
import type { Mounted } from './material/mounted';
import { ENDPOINTS_EVERY_MS } from './pace';
import { REFUSED_PART_RETRY_MS } from './refusals';

const mounted = (fingerprint: string): Mounted<Certificate> => ({
  usable: { fingerprint, notBefore: 0, notAfter: 9_000 },
  problem: undefined,
});
const certificate = (fingerprint: string) => ({
  type: 'certificate' as const,
  mounted: mounted(fingerprint),
});
const desired = (share: number) => ({ type: 'traffic' as const, data: map(String(share)) });
const hold = (share: number) => ({ type: 'hold' as const, data: map(String(share)) });
const endpoints = (v1: readonly string[], v2: readonly string[]) => ({
  type: 'endpoints' as const,
  ready: { v1, v2 },
});

/** @returns an agent with TLS and its NGINX, which serve `share` with the certificate `good`. */
function secured(share: number): Pair {
  const agent = new TestAgent({ certificate: true });
  const served = {
    share: share as Share,
    hash: hashOf({ share: share as Share, certificate: 'good' }),
  };
  const pair = new Pair(agent, new SimulatedNginx(served, ({ hash }) => hash.includes('bad')));
  pair.tell({ type: 'api', connected: true });
  pair.tell(hold(100));
  pair.tell(desired(share));
  pair.tell(certificate('good'));
  pair.settle();
  return pair;
}
const shown = ({ agent }: Pair) => agent.state.lanes.annotate.done?.condition;

describe('a certificate', () => {
  it('must be there before NGINX is given anything', () => {
    const agent = new TestAgent({ certificate: true });
    agent.tell(hold(100));
    expect(agent.tell(desired(25))).toEqual([]);
    const problem = { kind: 'missing', why: 'it is not mounted' } as const;
    expect(agent.tell({ type: 'certificate', mounted: { usable: undefined, problem } })).toEqual(
      [],
    );
    expect(agent.ready).toBe(false);
    expect(agent.tell(certificate('good'))).toEqual([
      { type: 'write', config: { share: 25, hash: 'h25 good' }, signal: false },
    ]);
  });

  it('that is renewed is one reload, after which the one before is cleaned away', () => {
    const pair = secured(25);
    expect(pair.nginx.hash).toBe('h25 good');
    const before = pair.nginx.signals;
    pair.tell(certificate('renewed'));
    expect(pair.pending).toEqual([
      { type: 'write', config: { share: 25, hash: 'h25 renewed' }, signal: true },
    ]);
    pair.settle();
    expect([pair.nginx.hash, pair.nginx.signals - before]).toEqual(['h25 renewed', 1]);
    expect(pair.agent.state.lanes.clean.done).toBe('renewed ');
  });

  it('is not cleaned away while an old worker still ends', () => {
    const pair = secured(25);
    pair.tell(certificate('renewed'));
    while (pair.pending.length > 0) pair.finish();
    for (let look = 0; look < 5; look += 1) pair.look();
    while (pair.pending.length > 0) pair.finish();
    expect([pair.nginx.hash, pair.nginx.ending]).toEqual(['h25 renewed', 1]);
    expect(pair.agent.state.lanes.clean.done).toBe('good ');
  });

  it('that cannot be used is told, and the one before serves on', () => {
    const pair = secured(25);
    const problem = { kind: 'invalid', why: 'its key cannot be read' } as const;
    pair.tell({ type: 'certificate', mounted: { ...mounted('good'), problem } });
    pair.settle();
    expect(shown(pair)).toBe('certificate-invalid (its key cannot be read)');
    expect([pair.nginx.hash, pair.agent.ready]).toEqual(['h25 good', true]);
  });

  it('that NGINX refuses is told, and stands in the way of no hold', () => {
    const pair = secured(25);
    pair.tell(certificate('bad'));
    pair.settle(60);
    expect(shown(pair)).toBe('certificate-refused');
    expect(pair.nginx.file?.hash).toBe('h25 good');
    pair.tell(hold(5));
    expect(pair.pending[0]).toEqual({
      type: 'write',
      config: { share: 5, hash: 'h5 good' },
      signal: true,
    });
    pair.settle();
    expect(pair.nginx.hash).toBe('h5 good');
    pair.tell(certificate('mended'));
    pair.settle();
    expect([pair.nginx.hash, shown(pair)]).toEqual(['h5 mended', undefined]);
  });

  it('that NGINX refuses is tried again now and then', () => {
    const pair = secured(25);
    pair.tell(certificate('bad'));
    pair.settle(60);
    const before = pair.nginx.signals;
    pair.settle(Math.ceil(REFUSED_PART_RETRY_MS / 1_000), 1_000);
    expect(pair.nginx.signals - before).toBe(1);
  });
});

describe('endpoints', () => {
  const balancing = (): Pair => {
    const agent = new TestAgent({ leastConn: true, fallback: true });
    const pair = new Pair(agent, new SimulatedNginx(), 1);
    pair.tell({ type: 'api', connected: true });
    pair.tell(hold(100));
    pair.tell(desired(25));
    return pair;
  };
  const pods = (pair: Pair) => pair.agent.state.wanted?.dynamics.pods?.v2;

  it('are waited for at the start, unless the API server does not tell of them', () => {
    const pair = balancing();
    expect(pair.agent.state.wanted).toBeUndefined();
    pair.tell({ type: 'recalled', share: undefined });
    expect(pair.agent.state.wanted?.dynamics).toMatchObject({ pods: undefined, v2Absent: false });
    pair.settle();
    expect(shown(pair)).toBe('endpoints-unknown');
  });

  it('come along with a change of the share', () => {
    const pair = balancing();
    pair.tell(endpoints(['a:1'], ['x:1']));
    pair.settle();
    pair.tell(endpoints(['a:1'], ['x:1', 'y:1']));
    expect(pods(pair)).toEqual(['x:1']);
    pair.tell(desired(30));
    expect(pods(pair)).toEqual(['x:1', 'y:1']);
  });

  it('tell that V1 stands in for V2 when V2 has none, and only then', () => {
    const agent = new TestAgent({ fallback: true });
    const pair = new Pair(agent, new SimulatedNginx(), 1);
    pair.tell(hold(100));
    pair.tell(desired(25));
    pair.tell(endpoints(['a:1'], ['x:1']));
    pair.settle();
    expect(pair.nginx.hash).toBe('h25');
    const before = pair.nginx.signals;
    pair.tell(endpoints(['a:1', 'b:1'], ['y:1']));
    pair.settle();
    expect(pair.nginx.signals).toBe(before);
    pair.tell(endpoints(['a:1'], []));
    pair.settle();
    expect(pair.nginx.hash).toBe('h25 absent');
  });

  it('of pods that come and go all the time cause a reload a second at most, and none gets lost', () => {
    const step = fc.record({
      pods: fc.uniqueArray(fc.constantFrom('x:1', 'y:1', 'z:1', 'w:1')),
      share: fc.option(fc.integer({ min: 0, max: 100 }), { freq: 20 }),
      ms: fc.integer({ min: 1, max: 400 }),
    });
    const run = (steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) => {
      const pair = balancing();
      pair.tell(endpoints(['a:1'], ['x:1']));
      pair.settle();
      const began = { now: pair.agent.now, signals: pair.nginx.signals };
      let shares = 0;
      for (const { pods: v2, share, ms } of steps) {
        pair.agent.now += ms;
        pair.tell(endpoints(['a:1'], v2));
        if (share !== null) {
          shares += 1;
          pair.tell(desired(share));
        }
        while (pair.pending.length > 0) pair.finish();
        pair.look();
        pair.nginx.drain();
        pair.look();
      }
      const seconds = (pair.agent.now - began.now) / ENDPOINTS_EVERY_MS;
      expect(pair.nginx.signals - began.signals).toBeLessThanOrEqual(shares + seconds + 1);
      pair.settle();
      const { ready, knowledge } = pair.agent.state;
      const share = knowledge.effective ?? (0 as Share);
      const v2Absent = ready?.v2.length === 0;
      expect(pair.nginx.hash).toBe(hashOf({ share, pods: ready, v2Absent }));
    };
    const property = fc.property(fc.array(step, { maxLength: 80 }), run);
    expect(() => {
      fc.assert(property, { numRuns: 100 });
    }).not.toThrow();
  });
});

describe('whatever NGINX refuses', () => {
  it('the share arrives: bad certificates and holds in any order', () => {
    const happening = fc.oneof(
      fc.integer({ min: 0, max: 100 }).map(hold),
      fc.integer({ min: 0, max: 100 }).map(desired),
      fc.constantFrom('good', 'bad', 'bad-too', 'renewed').map(certificate),
    );
    const run = (
      events: readonly (typeof happening extends fc.Arbitrary<infer T> ? T : never)[],
    ) => {
      const pair = secured(50);
      for (const event of events) {
        pair.tell(event);
        pair.settle(1);
      }
      // Two refusals, each noticed within 2 s of the signal.
      pair.settle(200);
      expect(pair.nginx.share).toBe(pair.agent.state.knowledge.effective);
      expect(pair.agent.ready).toBe(true);
    };
    const property = fc.property(fc.array(happening, { maxLength: 30 }), run);
    expect(() => {
      fc.assert(property, { numRuns: 100 });
    }).not.toThrow();
  });
});
