import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakePrometheus } from '../../test/support/prometheus/fake-prometheus';
import { CommandFailure, EXIT } from '../failure';
import { GatedFolder } from '../gates/gated-folder';
import type { DailyReport } from './daily-report';

let folder: GatedFolder;
let prometheus: FakePrometheus;
/** What a metric is, by a part of its query; by the hour of the day. */
let metrics: [part: string, (hour: number) => number][];

beforeEach(async () => {
  folder = new GatedFolder();
  folder.serviceWith({
    gates: ['precision', 'satisfaction'].map((name) => ({
      name,
      query: `avg(${name}{version="$version"})`,
      atLeast: 0.9,
      unit: 'ratio',
    })),
    plans: { steps: { phases: [{ name: 'ab-tests', steps: [{ share: 25 }, { share: 50 }] }] } },
  });
  folder.pulumi.updates = [
    { at: '2026-11-28T09:00:00Z', share: '25', message: 'Raise <b>shop</b> | now' },
    { at: '2026-11-28T08:00:00Z', share: '25', result: 'failed' },
    { at: '2026-11-27T09:00:00Z', share: '5' },
  ];
  prometheus = await FakePrometheus.open();
  metrics = [
    ['cutover_share_desired', (hour) => (hour < 9 ? 5 : 25)],
    ['cutover_share_', (hour) => (hour < 2 || hour > 4 ? (hour < 9 ? 5 : 25) : 0)],
    ['cutover_hold', (hour) => (hour < 2 || hour > 4 ? 100 : 0)],
    ['precision{version="v2"}', () => 0.95],
    ['precision{version="v1"}', () => 0.82],
    ['satisfaction{version="v2"}', () => 0.96],
    ['histogram_quantile', () => 0.08],
  ];
  prometheus.answer = ({ path, query, parameters }) => {
    const vector = [{ metric: {}, value: [Date.now() / 1_000, '1'] }];
    if (path.endsWith('/query')) {
      return { status: 'success', data: { resultType: 'vector', result: vector } };
    }
    const [start = 0, end = 0] = ['start', 'end'].map(
      (name) => Date.parse(parameters.get(name) ?? '') / 1_000,
    );
    const metric = metrics.find(([part]) => query.includes(part))?.[1];
    const points: [number, string][] = [];
    for (let at = start; at <= end; at += Number(parameters.get('step'))) {
      points.push([at, String(metric?.((at % 86_400) / 3_600))]);
    }
    const result = metric ? [{ metric: {}, values: points }] : [];
    return { status: 'success', data: { resultType: 'matrix', result } };
  };
});

afterEach(() => {
  prometheus.close();
  folder.remove();
});

const run = (...args: string[]) =>
  folder.run('report', '--daily', '--stack', 'staging', '--url', prometheus.url, ...args);
const report = async (...args: string[]) =>
  JSON.parse((await run('--json', ...args)).out) as DailyReport;
const written = (name: string): string => readFileSync(join(folder.path, name), 'utf8');

test('tells what requirement 000 asks for', async () => {
  const { summary, recommendation, incidents, ab } = await report();
  expect(ab?.rows.find(({ metric }) => metric === 'precision')).toMatchObject({ verdict: 'pass' });
  expect(summary).toEqual({
    migrationPercentage: 25,
    phase: 'ab-tests',
    precisionGain: expect.closeTo(0.13) as number,
    performanceImpact: 0,
    userFeedback: expect.closeTo(0.96) as number,
  });
  expect(recommendation).toMatchObject({ action: 'wait', text: 'Wait with 50 %.' });
  expect(incidents).toEqual([
    { at: '2026-11-28T02:00:00Z', kind: 'hold', what: 'held at 0 %' },
    { at: '2026-11-28T04:02:30Z', kind: 'release', what: 'released' },
    { at: '2026-11-28T08:00:00Z', kind: 'update failed', what: 'from 5 % to 25 %' },
  ]);
});

test('says what is missing, and takes none of it for good', async () => {
  metrics = [];
  const { summary, missing } = await report();
  expect(summary).toMatchObject({ precisionGain: null, performanceImpact: null });
  expect(missing).toEqual(
    expect.arrayContaining([
      'the observed share: no data',
      'verdicts: no data',
      'precision of v2: no data',
      'precision of v1: no data',
    ]),
  );
});

test('reports what it can when Prometheus and the cluster are gone', async () => {
  prometheus.close();
  const gone = new CommandFailure(EXIT.fail, 'the API server cannot be reached');
  jest.spyOn(folder.cluster, 'readTraffic').mockRejectedValue(gone);
  const { code, out } = await run();
  expect(code).toBe(0);
  expect(out).toContain('| Migration | 25 % | phase ab-tests |');
  expect(out).toContain('**Nothing is recommended: the present state is not known');
  expect(out).toMatch(
    /## Missing\n\n- gates: the API server cannot be reached\n- holds are not known: the API server cannot be reached\n- series: Prometheus cannot be reached: .*$/,
  );
});

test('asks a Prometheus in the cluster through the API server', async () => {
  folder.serviceWith({ monitoring: { prometheus: 'http://prometheus.monitoring:9090' } });
  const asked = new Set<string>();
  folder.cluster.answer = ({ name, namespace, port }) => {
    asked.add(`${name}.${namespace}:${port}`);
    return Promise.reject(new Error('forbidden'));
  };
  const { out } = await folder.run('report', '--stack', 'staging', '--json');
  expect([...asked]).toEqual(['prometheus.monitoring:9090']);
  expect((JSON.parse(out) as DailyReport).missing).toEqual([
    'series: Prometheus cannot be reached: forbidden',
  ]);
});

test('needs no Prometheus', async () => {
  folder.serviceWith({ monitoring: {} });
  const { out } = await folder.run('report', '--stack', 'staging', '--json');
  expect((JSON.parse(out) as DailyReport).missing).toEqual([
    "series: no Prometheus is named; give --url, or 'monitoring.prometheus' in the service file",
  ]);
});

test('writes one page that loads nothing and takes no text for markup', async () => {
  const { code, out, errors } = await run('--out', 'day.html');
  expect([code, out, errors]).toEqual([0, '', 'day.html is written']);
  const html = written('day.html');
  expect(html).not.toMatch(/<script|<link|<img|src=|href=|url\(|https?:/);
  expect(html).toContain('Raise &#60;b&#62;shop&#60;/b&#62; | now');
  expect(html.match(/<svg>/g)).toHaveLength(2 + 3);
  expect(html).toContain('<li class="now" aria-current="step">25 %</li>');
  expect(html).toContain(
    'aria-label="Shares in percent over 2026-11-28, in UTC. The desired share lay between 5 and 25 %. It ended at 25 %, after 2 updates."',
  );
});

test('writes Markdown in which nobody else’s text is markup', async () => {
  await run('--out', 'day.md');
  const text = written('day.md');
  expect(text).toContain('| 5 → 25 % | succeeded | 2 s | - | Raise \\<b\\>shop\\</b\\> \\| now |');
  expect(text).toContain(
    '| precision | 82.00 % | 95.00 % | +13.00 points | +13.00 to +13.00 points | p \\< 0.0001 | 144 + 144 | pass |',
  );
  expect(text).toContain('- sample ratio: not checked, since share or requests are not known');
});

test('of a day that is over it tells nothing that is read live', async () => {
  const past = await report('--date', '2026-11-27');
  expect(past).toMatchObject({
    from: '2026-11-27T00:00:00.000Z',
    until: '2026-11-28T00:00:00.000Z',
    gates: null,
    deployments: [{ share: 5 }],
    recommendation: { action: 'none' },
  });
  expect(past.missing).toContain('gates, next step and recommendation: they are those of now');
});

test.each([
  ['2026-11-29', 'cutover: 2026-11-29 has not begun: today is 2026-11-28 (UTC)'],
  [
    '2026-02-30',
    "error: option '--date <day>' argument '2026-02-30' is invalid. It must be a day such as 2026-11-28.\n(see cutover --help)",
  ],
])('refuses the day %s', async (date, message) => {
  const { code, errors } = await run('--date', date);
  expect([code, errors]).toEqual([64, message]);
});
