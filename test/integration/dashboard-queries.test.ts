import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardPath } from '../../dashboards/committed';
import type { Slug } from '../../dashboards/identity';
import { parseDashboard } from '../../dashboards/json';
import { BUILT_IN, filledIn } from '../../dashboards/variables';
import { runTool } from '../support/monitoring/promtool';

const SERVICE = 'supersmartmatch';
const values = { ...BUILT_IN, namespace: SERVICE, service: SERVICE, route: '.*' };

/** @returns a query by the title of its panel, or the name of its annotation, as it is asked. */
function queryOf(slug: Slug, title: string, refId = 'A'): string {
  const path = join(__dirname, '../..', dashboardPath(SERVICE, slug));
  const { panels, annotations } = parseDashboard(readFileSync(path, 'utf8'));
  const targets = panels.find((panel) => panel.title === title)?.targets;
  const expr =
    targets?.find((target) => target.refId === refId)?.expr ??
    annotations.list.find(({ name }) => name === title)?.expr;
  if (expr === undefined) throw new Error(`no query ${refId} of '${title}'`);
  return filledIn(expr, values);
}

/** What Prometheus has, by series without the labels that all have; a sample every 15 s. */
type Stored = Readonly<Record<string, string>>;

/** @returns what is wrong; empty when the query gives exactly these samples, by their labels. */
async function evaluate(
  expr: string,
  stored: Stored,
  at: string,
  expected: Readonly<Record<string, number>>,
): Promise<string> {
  const own = `namespace="${SERVICE}",service="${SERVICE}"`;
  const answer = await runTool('promtool', ['test', 'rules', 'test.yaml'], {
    'test.yaml': {
      // Samples are loaded as far as the last of these: else those of half a minute are not there yet.
      evaluation_interval: '15s',
      tests: [
        {
          interval: '15s',
          input_series: Object.entries(stored).map(([name, written]) => ({
            series: name.includes('{') ? name.replace('{', `{${own},`) : `${name}{${own}}`,
            values: written,
          })),
          promql_expr_test: [
            {
              expr,
              eval_time: at,
              exp_samples: Object.entries(expected).map(([labels, value]) => ({ labels, value })),
            },
          ],
        },
      ],
    },
  });
  return answer.ok ? '' : answer.text;
}

type Case = readonly [string, Stored, string, Readonly<Record<string, number>>];

const DAY = 86_400;

describe('the soak that is left', () => {
  // 5 soaks for 3 days, 25, which ends one phase and begins the next, for 4 days and 48 hours, and 50 for 48 hours.
  it.each<Case>([
    [
      'counts from the first sight',
      { cutover_share_desired: '5x600' },
      '1h',
      { '{}': 3 * DAY - 3_600 },
    ],
    [
      'counts from a change',
      { cutover_share_desired: '5x119 25x600' },
      '1h',
      { '{}': 6 * DAY - 1_800 },
    ],
    ['is over', { cutover_share_desired: '50x12000' }, '49h', { '{}': 0 }],
    ['is none at a share without one', { cutover_share_desired: '7x600' }, '1h', { '{}': 0 }],
    ['is not known without a share', { other: '1x600' }, '1h', {}],
  ])('%s', async (_, stored, at, expected) => {
    expect(await evaluate(queryOf('overview', 'Soak left'), stored, at, expected)).toBe('');
  });
});

describe('what is drawn over the panels', () => {
  const shares: Stored = {
    'cutover_share_desired{pod="g-1"}': '5x39 25x40',
    'cutover_share_desired{pod="g-2"}': '5x40 25x40',
    cutover_share_observed: '25x40 0+0x40',
    cutover_hold: '100x40 0+0x40',
  };
  it.each<[string, string, Readonly<Record<string, number>>]>([
    ['Share changes', '9m', {}],
    ['Share changes', '10m30s', { '{share="25"}': 1 }],
    ['Share changes', '15m', {}],
    ['Holds', '10m', {}],
    // A hold at 0 is one too, though Grafana leaves out what is 0.
    ['Holds', '15m', { '{hold="0"}': 1 }],
    ['Rollbacks', '10m', {}],
    ['Rollbacks', '10m30s', { '{share="0"}': 1 }],
    ['Rollbacks', '15m', {}],
  ])('%s at %s', async (name, at, expected) => {
    expect(await evaluate(queryOf('overview', name), shares, at, expected)).toBe('');
  });
});

describe('no data', () => {
  const requests = { 'cutover_requests_total{version="v2",code="200"}': '0+30x80' };
  it.each<[string, Stored, Readonly<Record<string, number>>]>([
    ['is 0 where requests were counted and fallbacks never were', requests, { '{}': 0 }],
    ['is nothing where no request was', { other: '1x80' }, {}],
    [
      'is a part of what V2 was asked',
      { ...requests, cutover_fallback_total: '0+10x80' },
      { '{}': 0.25 },
    ],
  ])('%s', async (_, stored, expected) => {
    const query = queryOf('versions', 'Fallbacks to V1');
    expect(await evaluate(query, stored, '15m', expected)).toBe('');
  });
});

test('the state of a gate is the verdict that it was given', async () => {
  const verdicts: Stored = {
    'cutover_gate_verdict{gate="p95",verdict="pass"}': '0+0x80',
    'cutover_gate_verdict{gate="p95",verdict="fail"}': '1x80',
    'cutover_gate_verdict{gate="precision",verdict="no-data"}': '1x80',
    'cutover_gate_verdict{gate="precision",verdict="fail"}': '0+0x80',
  };
  const expected = { '{gate="p95"}': 5, '{gate="precision"}': 3 };
  const query = queryOf('overview', 'Verdict of each gate');
  expect(await evaluate(query, verdicts, '15m', expected)).toBe('');
});
