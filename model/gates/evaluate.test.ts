import { gateWith, judged, reading, readingsOf } from '../../test/support/gates/gates';
import type { Gate } from './gate';
import type { Reading, Readings } from './reading';

const told = (gate: Gate, readings: Readings): string => {
  const { verdict, message } = judged(gate, readings);
  return `${verdict}: ${message}`;
};

const p95 = gateWith({ name: 'p95', unit: 'seconds', atMost: 0.1, minimumSamples: 124 });
const precision = gateWith({ name: 'precision', minimumSamples: 124 });
/** Without the bound that others have. */
function atLeast(changes: Partial<Gate>): Gate {
  const gate = { ...precision, ...changes };
  delete gate.atMost;
  return gate;
}

describe('a gate', () => {
  it.each<[string, Gate, Readings, string]>([
    [
      'passes below its bound',
      gateWith(),
      readingsOf(0.00042),
      'pass: error-rate: 0.042 % (3,100 samples in 5m) is at most 0.1 %',
    ],
    [
      'passes at its bound',
      gateWith(),
      readingsOf(0.001),
      'pass: error-rate: 0.1 % (3,100 samples in 5m) is at most 0.1 %',
    ],
    [
      'fails above its bound',
      gateWith(),
      readingsOf(0.0042),
      'fail: error-rate: 0.42 % (3,100 samples in 5m) must be at most 0.1 %',
    ],
    [
      'fails below its least value',
      atLeast({ atLeast: 0.95 }),
      readingsOf(0.9),
      'fail: precision: 90 % (3,100 samples in 5m) must be at least 95 %',
    ],
    [
      'needs no samples where it asks for none',
      atLeast({ name: 'v2-up', atLeast: 1, minimumSamples: 0, unit: 'count' }),
      { v2: reading(2) },
      'pass: v2-up: 2 is at least 1',
    ],
    [
      'keeps to V1 and a factor',
      gateWith({ comparedToV1: { atMostTimes: 1.2 } }),
      readingsOf(0.0006, 0.0005),
      'pass: error-rate: 0.06 % (3,100 samples in 5m) is at most 0.1 % and at most 1.2 x V1',
    ],
    [
      'fails beyond V1 and a factor',
      gateWith({ comparedToV1: { atMostTimes: 1.2 } }),
      readingsOf(0.0008, 0.0005),
      "fail: error-rate: 0.08 % (3,100 samples in 5m) must be at most 1.2 x V1's 0.05 % = 0.06 %",
    ],
    [
      'fails below V1 and a difference',
      atLeast({ comparedToV1: { atLeastMore: -0.01 } }),
      readingsOf(0.9, 0.95),
      "fail: precision: 90 % (3,100 samples in 5m) must be at least V1's 95 % - 1 % = 94 %",
    ],
    [
      'passes where both are 0',
      gateWith({ comparedToV1: { atMostTimes: 1.2 } }),
      readingsOf(0, 0),
      'pass: error-rate: 0 % (3,100 samples in 5m) is at most 0.1 % and at most 1.2 x V1',
    ],
    [
      'is inconclusive where V1 is 0 and a multiple of it is the bound',
      gateWith({ comparedToV1: { atMostTimes: 1.2 } }),
      readingsOf(0.0001, 0),
      "inconclusive: error-rate: 0.01 % (3,100 samples in 5m): V1's value is 0 %, of which no multiple is a bound",
    ],
    [
      'fails by its absolute bound where V1 is 0 and a multiple of it is the other',
      gateWith({ comparedToV1: { atMostTimes: 1.2 } }),
      readingsOf(0.5, 0),
      'fail: error-rate: 50 % (3,100 samples in 5m) must be at most 0.1 %',
    ],
    [
      'is inconclusive with too few samples, however bad the value',
      gateWith(),
      { v2: reading(1), samples: reading(40) },
      'inconclusive: error-rate: samples (40) < minimumSamples (1,049)',
    ],
    [
      'is inconclusive without traffic',
      gateWith(),
      { v2: { kind: 'nan' }, samples: reading(0) },
      'inconclusive: error-rate: samples (0) < minimumSamples (1,049)',
    ],
    [
      'has no data where a value is missing in spite of samples',
      gateWith(),
      { v2: { kind: 'none' }, samples: reading(2_000) },
      'no-data: error-rate: V2: no series',
    ],
    [
      'has no data without samples',
      gateWith(),
      { v2: reading(0), samples: { kind: 'none' } },
      'no-data: error-rate: samples: no series',
    ],
    [
      'is in error where its samples are negative',
      gateWith(),
      { v2: reading(0), samples: reading(-1) },
      'error: error-rate: samples: -1 is less than none',
    ],
    [
      'is in error where samples were not asked for',
      gateWith(),
      { v2: reading(0) },
      'error: error-rate: samples: not asked',
    ],
    [
      'is in error where V2 could not be read, whatever the samples',
      gateWith(),
      { v2: { kind: 'error', message: 'Prometheus did not answer in 5 s' }, samples: reading(0) },
      'error: error-rate: V2: Prometheus did not answer in 5 s',
    ],
    [
      'fails by its absolute bound where V1 could not be read',
      gateWith({ comparedToV1: { atMostTimes: 1.2 } }),
      { ...readingsOf(0.5), v1: { kind: 'error', message: 'timeout' } },
      'fail: error-rate: 50 % (3,100 samples in 5m) must be at most 0.1 %',
    ],
    [
      'has no data where V1 has none to compare with',
      gateWith({ comparedToV1: { atMostTimes: 1.2 } }),
      { ...readingsOf(0), v1: { kind: 'none' }, v1Samples: reading(3_000) },
      'no-data: error-rate: V1: no series',
    ],
    [
      'is inconclusive where V1 has too few samples to compare with',
      gateWith({ comparedToV1: { atMostTimes: 1.2 } }),
      { ...readingsOf(0), v1: reading(0), v1Samples: reading(7) },
      "inconclusive: error-rate: V1's samples (7) < minimumSamples (1,049)",
    ],
  ])('%s', (_case, gate, readings, message) => {
    expect(told(gate, readings)).toBe(message);
  });

  it.each<[Reading, string]>([
    [{ kind: 'none' }, 'no-data: p95: V2: no series'],
    [{ kind: 'many', count: 3 }, 'error: p95: V2: 3 series, and one is needed'],
    [{ kind: 'nan' }, 'no-data: p95: V2: not a number'],
    [{ kind: 'value', value: Infinity }, 'no-data: p95: V2: not a number'],
    [{ kind: 'stale', ageSeconds: 301 }, 'no-data: p95: V2: newest sample is 301 s old'],
    [
      { kind: 'stale', ageSeconds: -300 },
      'no-data: p95: V2: newest sample lies 300 s in the future',
    ],
    [{ kind: 'error', message: 'status 503' }, 'error: p95: V2: status 503'],
  ])('does not pass by %j', (v2, message) => {
    expect(told(p95, { ...readingsOf(0.05), v2 })).toBe(message);
  });

  it('keeps query, bound, values, samples and time as evidence', () => {
    expect(
      judged(gateWith({ comparedToV1: { atMostTimes: 2 } }), readingsOf(0.002, 0.0004)),
    ).toEqual({
      name: 'error-rate',
      weight: 'critical',
      dryRun: false,
      unit: 'ratio',
      verdict: 'fail',
      message: 'error-rate: 0.2 % (3,100 samples in 5m) must be at most 0.1 %',
      sharedFailure: false,
      query: 'errors{version="v2"}',
      v1Query: null,
      value: 0.002,
      v1Value: 0.0004,
      bound: 'at most 0.1 % and at most 2 x V1',
      samples: 3_100,
      minimumSamples: 1_049,
      window: '5m',
      at: '2026-11-28T10:00:00.000Z',
    });
  });
});

describe('a bound that V1 misses too', () => {
  it('is not blamed on V2', () => {
    const result = judged(p95, readingsOf(0.45, 0.3));
    expect(result).toMatchObject({ verdict: 'inconclusive', sharedFailure: true });
    expect(result.message).toBe(
      "p95: 450 ms (3,100 samples in 5m) must be at most 100 ms, and V1 misses it alike with 300 ms: not V2's fault alone",
    );
  });

  it.each<[string, Gate, Readings]>([
    ['misses it by far more', p95, readingsOf(0.51, 0.3)],
    ['alone misses it', p95, readingsOf(0.15, 0.1)],
    ['is judged whatever V1 does', { ...p95, ifV1FailsToo: 'fail' }, readingsOf(0.45, 0.3)],
    [
      'is held against too few samples of V1',
      p95,
      { ...readingsOf(0.45, 0.3), v1Samples: reading(100) },
    ],
    [
      'misses a bound relative to V1 as well',
      { ...p95, comparedToV1: { atMostTimes: 1.2 } },
      readingsOf(0.45, 0.3),
    ],
  ])('is a failure where V2 %s', (_case, gate, readings) => {
    expect(judged(gate, readings)).toMatchObject({ verdict: 'fail', sharedFailure: false });
  });
});
