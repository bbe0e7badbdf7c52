import { compareSettingsSchema } from '../model/compare-settings';
import type { Reply } from '../model/comparison/reply';
import { Comparator } from './comparator';
import type { CopiedRequest } from './copied-request';
import { Examples } from './examples';
import { compareMetrics } from './metrics';
import { Pace } from './pace';
import type { VersionPort } from './version';

const rules = {
  safe: true,
  ignore: [],
  tolerances: {},
  unordered: [],
  headers: [],
  additions: 'allow',
} as const;
const settings = compareSettingsSchema.parse({
  service: 'shop',
  versions: { v1: { host: 'v1', port: 1 }, v2: { host: 'v2', port: 2 } },
  requestsPerSecond: 5,
  timeoutSeconds: 1,
  routes: { match: rules, orders: { ...rules, safe: false } },
});

const copied = (more: Partial<CopiedRequest> = {}): CopiedRequest => ({
  route: 'match',
  method: 'POST',
  path: '/match',
  headers: {},
  body: Buffer.from('{}'),
  ...more,
});

const json = (value: unknown, status = 200): Reply => ({
  status,
  headers: {},
  body: JSON.stringify(value),
});

/** A version that answers these, one after another, and the last of them for ever. */
function version(...replies: (Reply | undefined)[]): VersionPort & { asked: number } {
  const port = {
    asked: 0,
    ask: () => Promise.resolve(replies[Math.min(port.asked++, replies.length - 1)]),
    close: () => undefined,
  };
  return port;
}

function bench(v1: VersionPort, v2: VersionPort) {
  let now = 0;
  const metrics = compareMetrics('shop', ['match', 'orders']);
  const examples = new Examples();
  const comparator = new Comparator({
    settings,
    v1,
    v2,
    pace: new Pace(settings.requestsPerSecond, 0),
    metrics,
    examples,
    now: () => (now += 1_000),
    date: () => new Date(0),
  });
  /** Samples that are not 0, by their name and labels but for the service's. */
  const counted = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await metrics.text())
        .split('\n')
        .filter((line) => /^cutover.* [1-9]/.test(line))
        .map((line) => line.replace('cutover_compat_', '').replace('service="shop",', ''))
        .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
    );
  return { comparator, examples, counted };
}

describe('the comparator', () => {
  it('counts replies that are the same', async () => {
    const { comparator, examples, counted } = bench(
      version(json({ a: 1 })),
      version(json({ a: 1 })),
    );
    await comparator.take(copied());
    expect(await counted()).toEqual({ 'compared_total{route="match"}': 1 });
    expect(examples.list()).toEqual([]);
  });

  it('counts a difference by its field, and keeps of it what tells nothing of anybody', async () => {
    const v1 = version(json({ a: [{ name: 'Ada' }, { name: 'Bob' }] }));
    const v2 = version(json({ a: [{ name: 'Al' }, { name: 'Bo' }] }));
    const { comparator, examples, counted } = bench(v1, v2);
    await comparator.take(copied());
    expect(await counted()).toEqual({
      'compared_total{route="match"}': 1,
      'different_total{route="match"}': 1,
      'mismatch_total{route="match",field="a[*].name"}': 1,
    });
    const mismatch = { field: 'a[*].name', v1: 'text of 3 characters', v2: 'text of 2 characters' };
    expect(examples.list()).toEqual([
      {
        at: '1970-01-01T00:00:00.000Z',
        route: 'match',
        method: 'POST',
        mismatches: [mismatch, mismatch],
      },
    ]);
  });

  it('does not count what V1 answers otherwise each time', async () => {
    const v1 = version(json({ at: 1, a: 1 }), json({ at: 2, a: 1 }));
    const { comparator, counted } = bench(
      v1,
      version(json({ at: 3, a: 1 }), json({ at: 3, a: 2 })),
    );
    await comparator.take(copied());
    expect(await counted()).toEqual({ 'compared_total{route="match"}': 1 });
    expect(v1.asked).toBe(2);
    await comparator.take(copied());
    expect(await counted()).toMatchObject({
      'compared_total{route="match"}': 2,
      'mismatch_total{route="match",field="a"}': 1,
    });
  });

  it('counts a V2 that does not answer as different', async () => {
    const { comparator, counted } = bench(version(json({})), version(undefined));
    await comparator.take(copied());
    expect(await counted()).toMatchObject({ 'mismatch_total{route="match",field="<reply>"}': 1 });
  });

  it.each([
    ['no reply', undefined],
    ['an error', json({ error: 'x' }, 500)],
  ])('says nothing of V2 where V1 gives %s', async (_, reply) => {
    const { comparator, counted } = bench(version(reply), version(json({})));
    await comparator.take(copied());
    expect(await counted()).toEqual({ 'dropped_total{reason="v1-failed"}': 1 });
  });

  it('sends nothing twice that may do something twice', async () => {
    const [v1, v2] = [version(json({})), version(json({}))];
    const { comparator, counted } = bench(v1, v2);
    await comparator.take(copied({ route: 'orders' }));
    await comparator.take(copied({ route: 'other' }));
    expect(await counted()).toEqual({
      'dropped_total{reason="unsafe"}': 1,
      'dropped_total{reason="unknown-route"}': 1,
    });
    expect([v1.asked, v2.asked]).toEqual([0, 0]);
    await comparator.take(copied({ route: 'orders', method: 'GET' }));
    expect([v1.asked, v2.asked]).toEqual([1, 1]);
  });

  it('compares 16 at a time at most', async () => {
    let answer: (reply: Reply) => void = () => undefined;
    const waiting = new Promise<Reply>((resolve) => (answer = resolve));
    const slow: VersionPort = { ask: () => waiting, close: () => undefined };
    const { comparator, counted } = bench(slow, version(json({})));
    const taken = Array.from({ length: 20 }, () => comparator.take(copied()));
    answer(json({}));
    await Promise.all(taken);
    expect(await counted()).toEqual({
      'compared_total{route="match"}': 16,
      'dropped_total{reason="busy"}': 4,
    });
  });

  it('names no more than 100 fields', async () => {
    const many = (from: number) =>
      json(Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`f${from + index}`, 1])));
    const { comparator, counted } = bench(
      version(...Array.from({ length: 24 }, (_, round) => many(Math.floor(round / 2) * 10))),
      version(json({})),
    );
    for (let round = 0; round < 12; round += 1) await comparator.take(copied());
    const fields = Object.keys(await counted()).filter((name) => name.startsWith('mismatch'));
    expect(fields).toHaveLength(101);
    expect(fields).toContain('mismatch_total{route="match",field="<other>"}');
  });
});
