import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AbData } from '../../model/ab/ab-data';
import type { AbResult } from '../../model/ab/compare';
import { FakePrometheus, type Answer } from '../../test/support/prometheus/fake-prometheus';
import { CommandFolder, SHOP } from '../run-in-folder';

const NOW = new Date('2026-11-28T12:00:00Z');
/** Windows of five minutes in a day. */
const WINDOWS = 288;
const BOUNDS = ['0.05', '0.1', '0.15', '+Inf'];

const SERVICE = `${SHOP}monitoring: { prometheus: 'http://127.0.0.1:9' }
gates:
  - name: precision
    query: avg(shop_precision{namespace="$namespace",service="$service",version="$version"})
    atLeast: 0.95
    unit: ratio
`;

let folder: CommandFolder;
let prometheus: FakePrometheus;

beforeEach(async () => {
  folder = new CommandFolder();
  folder.now = NOW;
  folder.write('shop.yaml', SERVICE);
  prometheus = await FakePrometheus.open();
});

afterEach(() => {
  folder.remove();
  prometheus.close();
});

const HEALTHY = `shop (namespace shop), 2026-11-27T12:00:00.000Z to 2026-11-28T12:00:00.000Z
95 % confidence at any look; V2 answered 144,000 requests

metric         V1       V2       difference      interval                 p  n                    verdict
error-rate     0.095 %  0.10 %   +0.0053 points  -0.033 to +0.051 points  1  2,736,000 + 144,000  pass
slow-requests  2.11 %   2.00 %   -0.11 points    -0.31 to +0.10 points    1  2,736,000 + 144,000  pass
precision      96.00 %  96.00 %  +0.00 points    -0.052 to +0.052 points  1  288 + 288            pass

error-rate: pass: V2 0.10 % (144 of 144,000) against V1 0.095 % (2,592 of 2,736,000): difference +0.0053 points, 95 % interval -0.033 to +0.051 points, p = 1; no worse than allowed (allowed: at most V1 + 0.10 points)
slow-requests: pass: V2 2.00 % (2,880 of 144,000) against V1 2.11 % (57,600 of 2,736,000): difference -0.11 points, 95 % interval -0.31 to +0.10 points, p = 1; no worse than allowed (allowed: at most V1 + 1.00 points); requests above 100 ms; p95 about 96.88 ms and 96.98 ms
precision: pass: V2 96.00 % (of 288) against V1 96.00 % (of 288): difference +0.00 points, 95 % interval -0.052 to +0.052 points, p = 1; no worse than allowed (allowed: at least 0.95 times V1)

pass: 3 pass`;

interface OneSeries {
  readonly le?: string;
  readonly value: number | string | ((window: number) => number | string);
  readonly windows?: number;
}

/** @returns the answer to a range query: a value for every window of each series. */
function matrix(...series: readonly OneSeries[]): object {
  const start = NOW.getTime() / 1_000 - 86_400 + 300;
  const result = series.map(({ le, value, windows = WINDOWS }) => ({
    metric: le === undefined ? {} : { le },
    values: Array.from({ length: windows }, (_, window) => [
      start + window * 300,
      String(typeof value === 'function' ? value(window) : value),
    ]),
  }));
  return { status: 'success', data: { resultType: 'matrix', result } };
}

/** What Prometheus has of one version in every window. */
interface Version {
  readonly requests: number;
  readonly failures: number;
  readonly slow: number;
  readonly precision: number;
}

const V1: Version = { requests: 9_500, failures: 9, slow: 200, precision: 0.96 };
const V2: Version = { requests: 500, failures: 0.5, slow: 10, precision: 0.96 };

/** Answers as a Prometheus does that has measured these. */
function measured(v1: Version, v2: Version, share: OneSeries['value'] = 5) {
  return (query: string): Answer => {
    const { requests, failures, slow, precision } = query.includes('version="v1"') ? v1 : v2;
    if (query.includes('cutover_share_observed')) return matrix({ value: share });
    if (query.includes('cutover_fallback_total')) return matrix({ value: 0 });
    if (query.includes('cutover_version_failures_total')) return matrix({ value: failures });
    if (query.includes('cutover_requests_total')) return matrix({ value: requests });
    if (query.includes('shop_precision')) {
      return matrix({ value: (window) => precision + ((window % 7) - 3) * 0.001 });
    }
    return matrix(
      ...BOUNDS.map((le, index) => ({
        le,
        value: [requests / 2, requests - slow, requests - slow / 4, requests][index] ?? 0,
      })),
    );
  };
}

async function ab(answer: (query: string) => Answer, ...more: string[]) {
  prometheus.answer = ({ query }) => answer(query);
  const { code, out, errors } = await folder.run(
    ...['ab', 'shop.yaml', '--url', prometheus.url, ...more],
  );
  return { code, out, errors };
}

/** @returns the exit code, the verdict, and that of each metric. */
async function verdicts(answer: (query: string) => Answer, ...more: string[]) {
  const { code, out } = await ab(answer, '--json', ...more);
  const { verdict, rows, notes } = JSON.parse(out) as AbResult;
  const each = Object.fromEntries(rows.map(({ metric, verdict: found }) => [metric, found]));
  const messages = Object.fromEntries(rows.map(({ metric, message }) => [metric, message]));
  return { code, verdict, each, messages, notes };
}

/** The same, with one question answered otherwise. */
const but = (part: string, answer: Answer) => (query: string) =>
  query.includes(part) ? answer : measured(V1, V2)(query);

describe('cutover ab', () => {
  it('passes a healthy V2, and prints every metric with its arithmetic', async () => {
    const { code, out } = await ab(measured(V1, V2));
    expect(out).toBe(HEALTHY);
    expect(code).toBe(0);
  });

  it('fails a V2 that fails more often, is slower, or is less precise', async () => {
    const bad = { requests: 500, failures: 5, slow: 60, precision: 0.9 };
    const found = await verdicts(measured(V1, bad));
    expect([found.code, found.verdict, found.each]).toEqual([
      1,
      'fail',
      { 'error-rate': 'fail', 'slow-requests': 'fail', precision: 'fail' },
    ]);
    expect(found.messages['error-rate']).toContain(
      'V2 1.00 % (1,440 of 144,000) against V1 0.095 %',
    );
  });

  it('counts as failed what V1 answered in place of V2', async () => {
    const hidden = { ...V2, requests: 480, failures: 20 };
    const answer = (query: string): Answer =>
      query.includes('fallback') ? matrix({ value: 20 }) : measured(V1, hidden)(query);
    const { each, messages, notes } = await verdicts(answer);
    expect(each['error-rate']).toBe('fail');
    expect(messages['error-rate']).toContain('V2 4.00 % (5,760 of 144,000)');
    expect(notes).toContain(
      "V1 answered 5,760 requests in place of V2: they count as V2's failures",
    );
  });

  it('is not sure of an error rate by a few requests', async () => {
    const few = { ...V2, requests: 5, failures: 0, slow: 0 };
    const { code, verdict, each } = await verdicts(measured(V1, few));
    expect([code, verdict, each['error-rate']]).toEqual([2, 'inconclusive', 'inconclusive']);
  });

  it.each<[string, Answer, string, string]>([
    ['cutover_requests_total', matrix(), 'error-rate', 'no-data: no series'],
    ['cutover_version_failures_total', matrix(), 'error-rate', 'no-data: no series'],
    [
      'cutover_version_failures_total',
      matrix({ value: 'NaN' }),
      'error-rate',
      'no-data: not a number',
    ],
    [
      'cutover_version_failures_total',
      matrix({ value: 0 }, { value: 0 }),
      'error-rate',
      'error: 2 series, and one is needed',
    ],
    [
      'cutover_requests_total',
      matrix({ value: 500, windows: 100 }),
      'error-rate',
      'no-data: only 100 of 288 windows were measured',
    ],
    [
      'cutover_requests_total',
      matrix({ value: 'many' }),
      'error-rate',
      'error: "many" is not a number',
    ],
    ['cutover_fallback_total', matrix(), 'error-rate', 'no-data: no series'],
    [
      'cutover_fallback_total',
      (response) => response.writeHead(503).end(),
      'error-rate',
      'error: Prometheus answered with status 503',
    ],
    ['_bucket', matrix(), 'slow-requests', 'no-data: no series'],
    [
      '_bucket',
      matrix({ le: '0.05', value: 1 }, { le: '+Inf', value: 2 }),
      'slow-requests',
      'error: no bucket ends at 100 ms or above',
    ],
    [
      '_bucket',
      matrix({ le: '0.1', value: 1 }, { le: '+Inf', value: 2, windows: 3 }),
      'slow-requests',
      'no-data: only 3 of 288 windows were measured',
    ],
    ['shop_precision', matrix(), 'precision', 'no-data: no series'],
    [
      'shop_precision',
      matrix({ value: 'NaN' }),
      'precision',
      'no-data: V1 has 288 of 288 values that are no numbers',
    ],
    ['shop_precision', { status: 'success' }, 'precision', 'error: not an answer of Prometheus: '],
  ])('never passes %s where Prometheus answers otherwise', async (part, answer, metric, told) => {
    const { code, verdict, each, messages } = await verdicts(but(part, answer));
    expect(`${each[metric] ?? ''}: ${messages[metric] ?? ''}`).toContain(told);
    expect([code, verdict]).toEqual([2, told.split(':')[0]]);
  });

  it('is in error where Prometheus is not there', async () => {
    const { code, out } = await folder.run('ab', 'shop.yaml', '--json');
    const { verdict, rows } = JSON.parse(out) as AbResult;
    expect([code, verdict]).toEqual([2, 'error']);
    expect(rows.map(({ verdict: one }) => one)).toEqual(['error', 'error', 'error']);
    expect(rows[0]?.message).toMatch(/^Prometheus cannot be reached: /);
  });

  it('asks a Prometheus in the cluster through the API server', async () => {
    folder.write('shop.yaml', SERVICE.replace('127.0.0.1:9', 'prometheus.monitoring:9090'));
    const asked = new Set<string>();
    folder.cluster.answer = ({ name, namespace, port }, path, form) => {
      asked.add(`${name}.${namespace}:${port}${path}`);
      return Promise.resolve(Response.json(measured(V1, V2)(form.get('query') ?? '')));
    };
    expect(await folder.run('ab', 'shop.yaml')).toEqual({ code: 0, out: HEALTHY, errors: '' });
    expect([...asked]).toEqual(['prometheus.monitoring:9090/api/v1/query_range']);
    folder.cluster.answer = () => Promise.reject(new Error('refused'));
    const { code, out } = await folder.run('ab', 'shop.yaml');
    expect([
      code,
      out.includes('error-rate: error: Prometheus cannot be reached: refused'),
    ]).toEqual([2, true]);
  });

  it('does not pass requests that were not divided as the share says', async () => {
    const { code, verdict, notes } = await verdicts(measured(V1, { ...V2, requests: 400 }));
    expect([code, verdict]).toEqual([2, 'inconclusive']);
    expect(notes).toEqual([
      'sample ratio: V2 was asked 4.04 % of the requests at a share of 5.00 %, p < 0.0001: what is compared is not what was assigned; find out why before believing a difference',
    ]);
  });

  it('says what it cannot hold against the share', async () => {
    const moving = await verdicts(measured(V1, V2, (window) => (window < 100 ? 5 : 10)));
    expect(moving.notes[0]).toBe(
      'the share went from 5 to 10 %: V1 and V2 saw different hours, so what differed between those hours counts as a difference of the versions; compare each share by itself',
    );
    const unknown = await verdicts(but('share_observed', matrix()));
    expect(unknown.notes).toEqual([
      'sample ratio: not checked, since share or requests are not known',
    ]);
    folder.write(
      'shop.yaml',
      `${SERVICE}assignment: { mode: perUser, key: { header: X-User } }
`,
    );
    expect((await verdicts(measured(V1, V2))).notes).toEqual([
      'sample ratio: not checked, since users are assigned and not requests',
    ]);
  });

  it('rests on as many samples as the plan, or the option, asks for', async () => {
    folder.write('shop.yaml', SERVICE.replace('quick: {', 'quick: { abSamples: 150000,'));
    const { code, verdict, notes } = await verdicts(measured(V1, V2));
    expect([code, verdict]).toEqual([2, 'inconclusive']);
    expect(notes).toEqual([
      'samples: V2 answered 144,000 of the 150,000 requests that the comparison must rest on',
    ]);
    expect((await verdicts(measured(V1, V2), '--samples', '50000')).verdict).toBe('pass');
  });

  it('asks for windows that follow each other, of split routes alone', async () => {
    folder.write(
      'shop.yaml',
      `${SERVICE}routes: [{ name: buy, path: /buy }, { name: new, path: /new, to: v2 }]
`,
    );
    await ab(measured(V1, V2), '--from', '2026-11-28T06:00:00Z', '--to', '2026-11-28T09:00:00Z');
    const asked = prometheus.questions.map(({ path, query, parameters }) => [
      path,
      query,
      parameters.get('start'),
      parameters.get('end'),
      parameters.get('step'),
    ]);
    expect(asked).toContainEqual([
      '/api/v1/query_range',
      'sum(increase(cutover_requests_total{namespace="shop",service="shop",version="v2",route=~"buy"}[300s]))',
      '2026-11-28T06:05:00.000Z',
      '2026-11-28T09:00:00.000Z',
      '300',
    ]);
    expect(asked).toHaveLength(10);
  });

  it('judges again what it saved, and only that', async () => {
    const first = await ab(measured(V1, V2), '--save', 'day.json');
    prometheus.close();
    const again = await folder.run('ab', 'shop.yaml', '--replay', 'day.json');
    expect(again).toEqual({ code: 0, out: first.out, errors: '' });
    const path = join(folder.path, 'day.json');
    const saved = JSON.parse(readFileSync(path, 'utf8')) as AbData;
    folder.write('other.json', JSON.stringify({ ...saved, service: 'store' }));
    folder.write('odd.json', JSON.stringify({ ...saved, answered: { v1: -1, v2: 'x' } }));
    folder.write('text.json', 'shop');
    const replay = async (file: string) =>
      (await folder.run('ab', 'shop.yaml', '--replay', file)).errors.replaceAll(folder.path, '');
    expect(await replay('other.json')).toBe(
      "cutover: /other.json is of service 'store', not of 'shop'; give its service file",
    );
    expect(await replay('odd.json')).toBe(
      'cutover: /odd.json is no file of cutover ab --save (answered.v1, answered.v2); save it again',
    );
    expect(await replay('text.json')).toBe(
      'cutover: /text.json cannot be read as JSON; correct --replay',
    );
  });

  it('takes a narrower interval for the only look', async () => {
    const width = async (...more: string[]): Promise<number> => {
      const { out } = await ab(measured(V1, V2), '--json', ...more);
      const [low, high] = (JSON.parse(out) as AbResult).rows[0]?.interval ?? [NaN, NaN];
      return high - low;
    };
    expect(await width('--once')).toBeLessThan((await width()) * 0.8);
    expect(await width('--confidence', '99')).toBeGreaterThan(await width());
  });

  it('keeps to a spread where it is asked to', async () => {
    const wide = (query: string): Answer =>
      query.includes('shop_precision') && query.includes('v2')
        ? matrix({ value: (window) => 0.96 + ((window % 7) - 3) * 0.004 })
        : measured(V1, V2)(query);
    expect((await verdicts(wide)).each['precision']).toBe('pass');
    const { each, messages } = await verdicts(wide, '--spread', '2');
    expect(each['precision']).toBe('fail');
    expect(messages['precision']).toContain('V2 scatters, 4 times as much as V1');
  });

  it.each([
    [
      ['--from', 'yesterday'],
      "error: option '--from <time>' argument 'yesterday' is invalid. It must be a time with its zone, such as 2026-11-28T10:00:00Z.\n(see cutover --help)",
    ],
    [
      ['--to', '2026-11-29T10:00:00Z'],
      'cutover: the time (2026-11-28T10:00:00.000Z to 2026-11-29T10:00:00.000Z) must be two windows of 300 s or longer, and in the past; correct --from or --to',
    ],
    [
      ['--window', '5m'],
      'cutover: the time (2026-11-28T11:55:00.000Z to 2026-11-28T12:00:00.000Z) must be two windows of 300 s or longer, and in the past; correct --from or --to',
    ],
    [
      ['--window', 'x'],
      "error: option '--window <duration>' argument 'x' is invalid. It must be a duration from 1m to 90d, such as 6h.\n(see cutover --help)",
    ],
    [
      ['--confidence', '100'],
      "error: option '--confidence <percent>' argument '100' is invalid. It must be a number above 50 and below 100.\n(see cutover --help)",
    ],
    [
      ['--spread', '0'],
      "error: option '--spread <times>' argument '0' is invalid. It must be a number from 1 to 100.\n(see cutover --help)",
    ],
    [
      ['--samples', '-1'],
      "error: option '--samples <n>' argument '-1' is invalid. It must be a whole number.\n(see cutover --help)",
    ],
    [
      ['--url', 'prometheus'],
      "error: option '--url <url>' argument 'prometheus' is invalid. It must be http:// or https:// with a host.\n(see cutover --help)",
    ],
  ])('answers 64 for %j', async (args, message) => {
    expect(await folder.run('ab', 'shop.yaml', ...args)).toEqual({
      code: 64,
      out: '',
      errors: message,
    });
  });

  it('estimates before a phase how long it takes to show anything', async () => {
    const steps = 'steps: [{ share: 0 }, { share: 5, soak: 2h }, { share: 100 }]';
    const plan = `{ abSamples: 50000, phases: [{ name: all, ${steps} }] }`;
    folder.write('shop.yaml', SHOP.replace(/quick: .*/, `quick: ${plan}`));
    expect(await folder.run('ab', 'shop.yaml', '--estimate', '--rate', '100')).toEqual({
      code: 0,
      out: `at 100 requests a second: requests of V2, and at each share the time, until it shows
(false alarms 0.1 %, power 95 %)

phase  share  soak  errors at 5 %  errors at 1 %  A/B samples
                    124            1,049          50,000
all    0 %    0     never          never          never
all    5 %    2h    25 s           3.5 m          2.8 h
all    100 %  0     2 s            11 s           8.3 m`,
      errors: '',
    });
    expect((await folder.run('ab', 'shop.yaml', '--estimate')).errors).toBe(
      "cutover: no rate known: give --rate, or 'capacity.peakRequestsPerSecond' in the service file",
    );
  });

  it('answers 64 where no Prometheus is named', async () => {
    folder.write('shop.yaml', SHOP);
    expect(await folder.run('ab', 'shop.yaml')).toEqual({
      code: 64,
      out: '',
      errors:
        "cutover: no Prometheus named: give --url, or 'monitoring.prometheus' in the service file",
    });
  });
});
