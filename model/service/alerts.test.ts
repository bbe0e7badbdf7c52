import { alerts } from './alerts';

const problems = (given: unknown): [string, string][] =>
  (alerts.safeParse(given).error?.issues ?? []).map(({ path, message }) => [
    path.join('.'),
    message,
  ]);

const metric = {
  name: 'PrecisionLow',
  query: 'avg(precision{version="$version"})',
  below: 0.94,
  summary: 'low',
  action: 'look',
};

describe('the alerts of a service file', () => {
  it('need nothing, and then have the thresholds of the requirements', () => {
    expect(alerts.parse({}).thresholds).toEqual({
      errorRate: { above: 0.01, for: '3m' },
      p95Milliseconds: { above: 200, for: '5m' },
      slowerThanV1: { times: 2, for: '10m' },
      unavailable: { for: '30s' },
      cpuPercent: { above: 60, for: '10m' },
      memoryPercent: { above: 70, for: '15m' },
      shareNotServed: { for: '5m' },
      syncLagMilliseconds: { above: 500, for: '1m' },
      integrity: { below: 0.95 },
      stalled: { for: '5m' },
    });
  });

  it('may name levels of escalation in the order of time', () => {
    const level = (name: string, after: string) => ({ level: name, after, who: 'somebody' });
    expect(problems({ escalation: [level('L1', '0'), level('L2', '15m')] })).toEqual([]);
    expect(problems({ escalation: [level('L1', '30m'), level('L1', '15m')] })).toEqual([
      ['escalation.1.level', 'be unique'],
      ['escalation.1.after', 'be longer than that of the level before it, 30m'],
    ]);
  });

  it('may watch figures of the service, each with one bound', () => {
    expect(problems({ metrics: [metric] })).toEqual([]);
    expect(problems({ metrics: [metric, metric] })).toEqual([['metrics.1.name', 'be unique']]);
    expect(problems({ metrics: [{ ...metric, above: 1 }] })).toEqual([
      ['metrics.0.above', "be given, or else 'below': exactly one of the two"],
    ]);
    expect(problems({ metrics: [{ ...metric, below: undefined }] })).toEqual([
      ['metrics.0.above', "be given, or else 'below': exactly one of the two"],
    ]);
    expect(problems({ metrics: [{ ...metric, name: 'precision low' }] })).toEqual([
      ['metrics.0.name', 'be a name such as PrecisionLow'],
    ]);
  });

  it('hold no secret: a key as text is refused', () => {
    const [first] = problems({ pagerduty: { routingKey: 'R0123456789' } });
    expect(first?.[0]).toBe('pagerduty.routingKey');
  });
});
