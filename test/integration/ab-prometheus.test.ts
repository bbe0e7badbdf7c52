import type { AbResult } from '../../model/ab/compare';
import { CommandFolder, SHOP } from '../../cli/run-in-folder';
import { openMetrics } from '../support/ab/past';
import { StoredPrometheus } from '../support/ab/stored-prometheus';

const START = new Date('2026-11-28T00:00:00Z');
/** From here on V2 fails, and its precision falls. */
const BREAKS_AT = 240;

const past = openMetrics({
  start: START,
  minutes: 480,
  pods: ['a', 'b', 'c'],
  share: 10,
  of: (version, minute) => {
    const broken = version === 'v2' && minute > BREAKS_AT;
    if (version === 'v1') return { requests: 900, failures: minute % 2, slow: 18 };
    return { requests: 100, failures: broken ? 3 : minute % 20 === 0 ? 1 : 0, slow: 2 };
  },
  precision: (version, minute) =>
    (version === 'v2' && minute > BREAKS_AT ? 0.85 : 0.96) + ((minute % 11) - 5) / 1_000,
  resets: [100, 130, 301],
});

const SERVICE = `${SHOP}gates:
  - name: precision
    query: avg(shop_precision{namespace="$namespace",service="$service",version="$version"})
    atLeast: 0.95
    unit: ratio
  - name: roi
    query: avg(shop_roi{namespace="$namespace",service="$service",version="$version"})
    atLeast: 1
`;

let prometheus: StoredPrometheus;
let folder: CommandFolder;

beforeAll(async () => {
  prometheus = await StoredPrometheus.open(past);
});

afterAll(async () => {
  await prometheus.close();
});

beforeEach(() => {
  folder = new CommandFolder();
  folder.now = new Date('2026-11-28T09:00:00Z');
  folder.write('shop.yaml', SERVICE.replace(/ {2}- name: roi[^]*/, ''));
});

afterEach(() => {
  folder.remove();
});

async function compare(from: string, to: string, ...more: string[]) {
  const times = ['--from', `2026-11-28T${from}:00Z`, '--to', `2026-11-28T${to}:00Z`];
  const { code, out } = await folder.run(
    ...['ab', 'shop.yaml', '--url', prometheus.url, '--json', ...times, ...more],
  );
  return { code, ...(JSON.parse(out) as AbResult) };
}

const verdictsOf = ({ rows }: AbResult) =>
  Object.fromEntries(rows.map(({ metric, verdict }) => [metric, verdict]));

describe('cutover ab on a stored time of a real Prometheus', () => {
  it('passes the hours in which V2 was healthy, counters begun anew in between', async () => {
    const result = await compare('00:00', '04:00');
    expect(verdictsOf(result)).toEqual({
      'error-rate': 'pass',
      'slow-requests': 'pass',
      precision: 'pass',
    });
    const [errors] = result.rows;
    // 4 hours of 3 pods; Prometheus extrapolates each window, and misses what a reset swallows.
    expect(Math.abs((errors?.n1 ?? NaN) / (240 * 2_700) - 1)).toBeLessThan(0.01);
    expect(Math.abs((errors?.n2 ?? NaN) / (240 * 300) - 1)).toBeLessThan(0.01);
    expect(result.sampleRatio?.mismatch).toBe(false);
    expect([result.code, result.verdict, result.notes]).toEqual([0, 'pass', []]);
  });

  it('fails the hours in which V2 was broken', async () => {
    const result = await compare('04:00', '08:00');
    expect(verdictsOf(result)).toEqual({
      'error-rate': 'fail',
      'slow-requests': 'pass',
      precision: 'fail',
    });
    expect([result.code, result.verdict]).toEqual([1, 'fail']);
  });

  it('has no data where nothing was stored, or half of it was not', async () => {
    const [empty, half] = [await compare('08:30', '09:00'), await compare('07:30', '09:00')];
    expect([empty.code, empty.verdict, ...empty.rows.map(({ verdict }) => verdict)]).toEqual([
      2,
      'no-data',
      'no-data',
      'no-data',
      'no-data',
    ]);
    expect([half.code, half.rows[0]?.verdict]).toEqual([2, 'no-data']);
    expect(half.rows[0]?.message).toMatch(/^only \d+ of 18 windows were measured$/);
  });

  it('has no data on a metric that nobody exports, whatever the others say', async () => {
    folder.write('shop.yaml', SERVICE);
    const { code, verdict, rows } = await compare('00:00', '04:00');
    expect([code, verdict, rows.at(-1)?.verdict, rows.at(-1)?.message]).toEqual([
      2,
      'no-data',
      'no-data',
      'no series',
    ]);
  });

  it('is in error where a query gives several series', async () => {
    const each = SERVICE.replace(/avg\(shop_roi(.*)\)/, 'cutover_requests_total$1');
    folder.write('shop.yaml', each);
    const { code, rows } = await compare('00:00', '04:00');
    expect([code, rows.at(-1)?.verdict, rows.at(-1)?.message]).toEqual([
      2,
      'error',
      '3 series, and one is needed',
    ]);
  });
});
