import type { Reading } from '../model/gates/reading';
import type { Share } from '../model/share';
import { AT, reading } from '../test/support/gates/gates';
import { guardSettings } from '../test/support/guard/settings';
import { judge } from './judge';
import type { Situation } from './situation';

const NOW = new Date(AT);
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);

const precision = {
  name: 'precision',
  query: 'avg(precision{version="$version"})',
  samples: 'requests{version="$version"}',
  atLeast: 0.95,
  minimumSamples: 100,
};
const latency = {
  name: 'latency',
  query: 'max_over_time(latency{version="$version"}[$window])',
  samples: 'requests{version="$version"}',
  atMost: 0.5,
  minimumSamples: 100,
};

/** Two gates of its own, and of the built-in ones the one that is judged at every share. */
const settings = guardSettings({
  gates: [precision, latency],
  plans: {
    all: {
      phases: [
        { name: 'parallel', steps: [{ share: 0 }] },
        { name: 'canary', steps: [{ share: 5 }], gates: ['precision', 'latency'] },
      ],
    },
  },
});
const at5: Situation = {
  share: 5 as Share,
  phase: 'canary',
  since: ago(3_600),
  unsettled: undefined,
};

const answers: Record<string, Reading> = {
  'avg(precision{version="v2"})': reading(0.96),
  'avg(precision{version="v1"})': reading(0.95),
  'max_over_time(latency{version="v2"}[5m])': reading(0.25),
  'max_over_time(latency{version="v1"}[5m])': reading(0.25),
  'requests{version="v2"}': reading(3_100),
  'requests{version="v1"}': reading(60_000),
};

async function judged(situation: Situation, others: Record<string, Reading> = {}) {
  const asked: string[] = [];
  const instant = (query: string): Promise<Reading> => {
    asked.push(query);
    const answer = { ...answers, ...others }[query];
    return Promise.resolve(answer ?? { kind: 'error', message: `unexpected ${query}` });
  };
  const evidence = await judge(
    { settings, prometheus: { instant }, date: () => NOW },
    situation,
    undefined,
  );
  return { evidence, asked, told: evidence.gates.map(({ message }) => message) };
}

describe('a round of judgement', () => {
  it('asks every question once, and judges all gates in force', async () => {
    const { evidence, asked, told } = await judged(at5);
    expect(asked.sort()).toEqual(Object.keys(answers).sort());
    expect(told).toEqual([
      'precision: 0.96 (3,100 samples in 5m) is at least 0.95',
      'latency: 0.25 (3,100 samples in 5m) is at most 0.5',
    ]);
    expect(evidence).toMatchObject({ service: 'shop', at: AT, share: 5, verdict: 'pass' });
  });

  it('fails as soon as one gate fails', async () => {
    const { evidence, told } = await judged(at5, {
      'avg(precision{version="v2"})': reading(0.9),
    });
    expect(evidence.verdict).toBe('fail');
    expect(told[0]).toBe('precision: 0.9 (3,100 samples in 5m) must be at least 0.95');
  });

  it.each<[Reading, string, string]>([
    [{ kind: 'none' }, 'no-data', 'latency: V2: no series'],
    [{ kind: 'nan' }, 'no-data', 'latency: V2: not a number'],
    [{ kind: 'stale', ageSeconds: 300 }, 'no-data', 'latency: V2: newest sample is 300 s old'],
    [{ kind: 'many', count: 2 }, 'error', 'latency: V2: 2 series, and one is needed'],
    [{ kind: 'error', message: 'it is down' }, 'error', 'latency: V2: it is down'],
  ])('never passes with the reading %j', async (answer, verdict, message) => {
    const { evidence, told } = await judged(at5, {
      'max_over_time(latency{version="v2"}[5m])': answer,
    });
    expect([evidence.verdict, told[1]]).toEqual([verdict, message]);
  });

  it('judges at share 0 what is judged there, without requests', async () => {
    const settled = { ...at5, share: 0 as Share, phase: 'parallel' };
    const { evidence } = await judged(settled, {
      'min(last_over_time(cutover_agent_ready_pods{namespace="prod",service="shop",version="v2"}[30s]))':
        reading(2),
      'min(last_over_time(cutover_agent_ready_pods{namespace="prod",service="shop",version="v1"}[30s]))':
        reading(2),
    });
    expect(evidence.gates.map(({ name, verdict }) => [name, verdict])).toEqual([['v2-up', 'pass']]);
  });
});

describe('while a window reaches back to another share', () => {
  it('a gate over that window cannot pass yet, and one over the moment can', async () => {
    const { evidence, told } = await judged({ ...at5, since: ago(299) });
    expect(evidence.verdict).toBe('inconclusive');
    expect(told).toEqual([
      'precision: 0.96 (3,100 samples in 5m) is at least 0.95',
      'latency: 5 % is served for 299 s, and window is 5m',
    ]);
  });

  it('passes, on the boundary, when the window is full', async () => {
    expect((await judged({ ...at5, since: ago(300) })).evidence.verdict).toBe('pass');
    expect((await judged({ ...at5, since: undefined })).evidence.verdict).toBe('pass');
  });

  it('fails all the same', async () => {
    const slow = { 'max_over_time(latency{version="v2"}[5m])': reading(9) };
    expect((await judged({ ...at5, since: ago(10) }, slow)).evidence.verdict).toBe('fail');
  });
});

describe('while the gateways do not serve one share', () => {
  it('nothing passes', async () => {
    const unsettled = 'the gateways are to serve 5 %, and 0 % is observed';
    const { evidence, told } = await judged({ ...at5, since: undefined, unsettled });
    expect(evidence.verdict).toBe('inconclusive');
    expect(told).toEqual([`precision: ${unsettled}`, `latency: ${unsettled}`]);
  });
});
