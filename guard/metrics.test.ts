import { AT, evidenceOf, gateWith } from '../test/support/gates/gates';
import { guardMetrics } from './metrics';

const gate = gateWith();
const p95 = gateWith({ name: 'p95', unit: 'seconds' });

async function shown(act: (metrics: ReturnType<typeof guardMetrics>) => void): Promise<string[]> {
  const metrics = guardMetrics('shop');
  act(metrics);
  const text = await metrics.text();
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('the metrics of the guard', () => {
  it('show the verdicts, and the values where there are any', async () => {
    const evidence = evidenceOf([gate, 0.0005], [p95, 0.2]);
    const lines = await shown((metrics) => {
      metrics.judged(
        {
          ...evidence,
          gates: evidence.gates.map((one) => (one.name === 'p95' ? { ...one, value: null } : one)),
        },
        0.4,
      );
    });
    expect(lines).toEqual(
      expect.arrayContaining([
        'cutover_verdict{service="shop",verdict="fail"} 1',
        'cutover_verdict{service="shop",verdict="pass"} 0',
        'cutover_gate_verdict{service="shop",gate="error-rate",verdict="pass"} 1',
        'cutover_gate_verdict{service="shop",gate="p95",verdict="fail"} 1',
        'cutover_gate_value{service="shop",gate="error-rate",version="v2"} 0.0005',
        'cutover_verdict_pages{service="shop"} 0',
        `cutover_gate_evaluated_timestamp_seconds{service="shop"} ${Date.parse(AT) / 1_000}`,
        'cutover_gate_evaluation_seconds_bucket{le="0.5",service="shop"} 1',
        'cutover_guard_write_failures_total{service="shop"} 0',
      ]),
    );
    expect(lines.filter((line) => line.startsWith('cutover_gate_value'))).toHaveLength(1);
  });

  it('forget a gate that is not in force any more', async () => {
    const lines = await shown((metrics) => {
      metrics.judged(evidenceOf([gate, 0], [p95, 0]), 0.4);
      metrics.judged(evidenceOf([gate, 0]), 0.4);
    });
    expect(lines.filter((line) => line.includes('"p95"'))).toEqual([]);
  });

  it('show no verdict while nobody knows what is served', async () => {
    const lines = await shown((metrics) => {
      metrics.judged(evidenceOf([gate, 0]), 0.4);
      metrics.blind();
    });
    expect(lines.filter((line) => line.includes('verdict='))).toEqual([]);
  });
});
