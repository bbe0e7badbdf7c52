import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gatesOf } from '../../model/gates/gates-of';
import { queriesOf } from '../../model/gates/queries';
import { readServiceFile } from '../../model/service/service-file';
import type { Share } from '../../model/share';
import { runTool } from '../support/monitoring/promtool';
import {
  counter,
  fallbacks,
  failures,
  gauge,
  latency,
  NAMESPACE,
  replies,
  type InputSeries,
} from '../support/monitoring/series';

const file = 'services/supersmartmatch.yaml';
const service = readServiceFile(file, readFileSync(join(__dirname, '../..', file), 'utf8'));
const queries = new Map(
  gatesOf(service).map((gate) => [
    gate.name,
    queriesOf(gate, { service: service.name, namespace: NAMESPACE }, 5 as Share),
  ]),
);

/** What promtool says where all is as expected. */
const PASSED = 'SUCCESS';

/** Counters of the agents begin at 0, whatever there is to count. */
const quiet = (version: 'v1' | 'v2'): InputSeries[] =>
  ['500', '502', '503', '504'].map((code) => replies(version, 0, code));

const healthy: readonly InputSeries[] = [
  replies('v2', 10),
  ...quiet('v2'),
  failures('v2', 0),
  fallbacks(0),
  ...latency('v2', 10, 0.05, 0.075),
  gauge('cutover_agent_ready_pods', 'version="v2",pod="a"', 3),
  gauge('cutover_agent_ready_pods', 'version="v2",pod="b"', 2),
];

/** Values of gates to a ten-thousandth; `null` where the query has none. */
type Values = Readonly<Record<string, number | null>>;

/** @returns what promtool says to the values of some gates at ten minutes. */
async function compared(
  series: readonly InputSeries[],
  values: Values,
  of: 'v2' | 'v1' | 'samples' = 'v2',
): Promise<string> {
  const tests = Object.entries(values).map(([name, value]) => ({
    expr: `round(${queries.get(name)?.[of] ?? ''}, 0.0001)`,
    eval_time: '10m',
    exp_samples: value === null ? [] : [{ labels: '{}', value }],
  }));
  const { text } = await runTool('promtool', ['test', 'rules', 'gates.test.yml'], {
    'gates.test.yml': {
      evaluation_interval: '15s',
      tests: [{ interval: '15s', input_series: series, promql_expr_test: tests }],
    },
  });
  return text;
}

const VANISHED: Values = {
  'error-rate': null,
  p95: null,
  availability: null,
  'fallback-rate': null,
  'v2-up': null,
};

describe('what Prometheus makes of the built-in gates', () => {
  it('is what a healthy V2 does, in the unit of the bound', async () => {
    await expect(
      compared(healthy, {
        'error-rate': 0,
        p95: 0.0738,
        availability: 1,
        'fallback-rate': 0,
        'v2-up': 2,
      }),
    ).resolves.toContain(PASSED);
    await expect(
      compared(healthy, { 'error-rate': 3_000, p95: 3_000 }, 'samples'),
    ).resolves.toContain(PASSED);
  });

  it('counts failures against V2 that a fallback hid', async () => {
    await expect(
      compared([replies('v2', 9.9), ...quiet('v2'), failures('v2', 0.1), fallbacks(0.1)], {
        'error-rate': 0.01,
        'fallback-rate': 0.01,
        availability: 1,
      }),
    ).resolves.toContain(PASSED);
  });

  it('tells errors of V2 from requests that nobody answered', async () => {
    await expect(
      compared(
        [
          replies('v2', 9.7),
          replies('v2', 0.2, '500'),
          replies('v2', 0.1, '502'),
          failures('v2', 0.3),
          fallbacks(0),
        ],
        { 'error-rate': 0.03, availability: 0.99 },
      ),
    ).resolves.toContain(PASSED);
  });

  it('is nothing where nobody has told the pods of V2 for half a minute', async () => {
    // From the beginning to a minute before: without a mark of its end Prometheus would tell it for five.
    const silent = gauge('cutover_agent_ready_pods', 'version="v2",pod="a"', '3x36');
    await expect(compared([silent], { 'v2-up': null })).resolves.toContain(PASSED);
  });

  it('is one for a V2 that answers nothing at all', async () => {
    await expect(
      compared([replies('v2', 0), ...quiet('v2'), failures('v2', 10), fallbacks(10)], {
        'error-rate': 1,
        'fallback-rate': 1,
      }),
    ).resolves.toContain(PASSED);
  });

  it('is the same over a restart of the agents, whose counters begin anew', async () => {
    const reset = (name: string, labels: string, perStep: number): InputSeries =>
      gauge(name, `${labels}pod="a"`, `0+${perStep}x30 0+${perStep}x60`);
    await expect(
      compared(
        [
          reset('cutover_requests_total', 'version="v2",route="match",code="200",', 99),
          reset('cutover_version_failures_total', 'version="v2",route="match",', 1),
          reset('cutover_fallback_total', 'route="match",', 1),
        ],
        { 'error-rate': 0.01, 'fallback-rate': 0.01 },
      ),
    ).resolves.toContain(PASSED);
  });

  it('is nothing where series have vanished, or only the one that tells of failures', async () => {
    const gone = healthy.map(({ series, values }) => ({
      series,
      values: `${values.replace(/x100$/, 'x10')} stale`,
    }));
    await expect(compared(gone, VANISHED)).resolves.toContain(PASSED);
    await expect(compared([], VANISHED)).resolves.toContain(PASSED);
    const others = healthy.filter(({ series }) => !series.includes('failures'));
    await expect(compared(others, { 'error-rate': null, availability: 1 })).resolves.toContain(
      PASSED,
    );
    await expect(
      compared([], { 'error-rate': null, p95: null, availability: null }, 'samples'),
    ).resolves.toContain(PASSED);
  });

  it('is V1’s own where V1 is asked', async () => {
    await expect(
      compared(
        [...healthy, replies('v1', 190), ...quiet('v1'), failures('v1', 1.9)],
        { 'error-rate': 0.01, availability: 1 },
        'v1',
      ),
    ).resolves.toContain(PASSED);
  });
});

describe('what Prometheus makes of the gates of SuperSmartMatch', () => {
  const of = (version: string): string => `version="${version}",pod="${version}"`;
  const matches = (algorithm: string, perSecond: number): InputSeries =>
    counter('supersmartmatch_matches_total', `${of('v2')},algorithm="${algorithm}"`, perSecond);

  it('is what the simulator tells of a healthy V2', async () => {
    await expect(
      compared(
        [
          ...healthy,
          gauge('supersmartmatch_precision', of('v2'), 0.95),
          gauge('supersmartmatch_user_satisfaction', of('v2'), 0.96),
          gauge('supersmartmatch_conversion_rate', of('v2'), 0.25),
          gauge('supersmartmatch_roi_euros_per_match', of('v2'), 0.964),
          matches('nexten_matcher', 7.3),
          matches('smart_match', 2.7),
          counter('supersmartmatch_cache_hits_total', of('v2'), 8.9),
        ],
        {
          precision: 0.95,
          satisfaction: 0.96,
          conversion: 0.25,
          roi: 0.964,
          'nexten-usage': 0.73,
          'cache-hits': 0.89,
          'p95-target': 0.0738,
          'fallback-indicator': 0,
        },
      ),
    ).resolves.toContain(PASSED);
  });
});
