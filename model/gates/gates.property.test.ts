import fc from 'fast-check';
import {
  arbitraryGate,
  arbitraryReadings,
  noMeasurement,
} from '../../test/support/gates/arbitrary-gate';
import { AT, judged } from '../../test/support/gates/gates';
import { InvalidInputError } from '../problem';
import { assess } from './assess';
import { gatesDigest } from './digest';
import { evidenceData, parseEvidence, type Evidence, type GateResult } from './evidence';
import type { Gate } from './gate';
import { counts } from './gates-of';
import { nextEvidence } from './next-evidence';
import type { Reading } from './reading';
import { refuseRaise } from './refuse-raise';
import { VERDICTS, type Verdict } from './verdict';

const cleanValue = (reading: Reading | undefined): number | undefined =>
  reading?.kind === 'value' && Number.isFinite(reading.value) ? reading.value : undefined;

/** As the bounds of a gate are written, and nothing else of it; a hair may be missed on either side. */
function keepsTo(gate: Gate, v2: number, v1: number | undefined): boolean {
  const hair = (bound: number): number => Math.abs(bound) * 1e-8;
  const least = (bound: number): boolean => v2 >= bound - hair(bound);
  const most = (bound: number): boolean => v2 <= bound + hair(bound);
  const { atLeast, atMost, comparedToV1: relative = {} } = gate;
  const { atLeastTimes, atMostTimes, atLeastMore, atMostMore } = relative;
  const ofV1 = v1 ?? NaN;
  return (
    (atLeast === undefined || least(atLeast)) &&
    (atMost === undefined || most(atMost)) &&
    (atLeastTimes === undefined || least(atLeastTimes * ofV1)) &&
    (atMostTimes === undefined || most(atMostTimes * ofV1)) &&
    (atLeastMore === undefined || least(ofV1 + atLeastMore)) &&
    (atMostMore === undefined || most(ofV1 + atMostMore))
  );
}

const enough = ({ minimumSamples }: Gate, reading: Reading | undefined): boolean =>
  minimumSamples === 0 || (cleanValue(reading) ?? -1) >= minimumSamples;

const RUNS = { numRuns: 1_000 };

describe('a gate', () => {
  it('passes only by a number of V2 that rests on enough samples and keeps to every bound', () => {
    fc.assert(
      fc.property(arbitraryGate, arbitraryReadings, (gate, readings) => {
        fc.pre(judged(gate, readings).verdict === 'pass');
        const v2 = cleanValue(readings.v2);
        expect(v2).toBeDefined();
        expect(enough(gate, readings.samples)).toBe(true);
        expect(keepsTo(gate, v2 ?? NaN, cleanValue(readings.v1))).toBe(true);
        if (gate.comparedToV1 === undefined || Object.keys(gate.comparedToV1).length === 0) return;
        expect(enough(gate, readings.v1Samples)).toBe(true);
      }),
      { ...RUNS, maxSkipsPerRun: 1_000 },
    );
  });

  it('fails only by a number of V2 that rests on enough samples and misses a bound', () => {
    fc.assert(
      fc.property(arbitraryGate, arbitraryReadings, (gate, readings) => {
        fc.pre(judged(gate, readings).verdict === 'fail');
        const v2 = cleanValue(readings.v2);
        expect(v2).toBeDefined();
        expect(enough(gate, readings.samples)).toBe(true);
        expect(keepsTo(gate, v2 ?? NaN, cleanValue(readings.v1) ?? v2)).toBe(false);
      }),
      { ...RUNS, maxSkipsPerRun: 1_000 },
    );
  });

  it('neither passes nor fails without a measurement of V2, or of its samples', () => {
    const part = fc.constantFrom('v2' as const, 'samples' as const);
    fc.assert(
      fc.property(
        arbitraryGate,
        arbitraryReadings,
        part,
        noMeasurement,
        (gate, readings, missing, reading) => {
          fc.pre(missing === 'v2' || gate.minimumSamples > 0);
          const { verdict } = judged(gate, { ...readings, [missing]: reading });
          expect(['inconclusive', 'no-data', 'error']).toContain(verdict);
        },
      ),
      RUNS,
    );
  });
});

const result: fc.Arbitrary<GateResult> = fc
  .tuple(arbitraryGate, arbitraryReadings)
  .map(([gate, readings]) => judged(gate, readings));

const rank = (verdict: Verdict): number => VERDICTS.indexOf(verdict);

describe('the verdict of a phase', () => {
  it('never gets better by another gate that counts', () => {
    fc.assert(
      fc.property(fc.array(result, { maxLength: 5 }), result, (others, more) => {
        fc.pre(counts(more) && others.some(counts));
        const before = assess(others).verdict;
        expect(rank(assess([...others, more]).verdict)).toBeLessThanOrEqual(rank(before));
      }),
      RUNS,
    );
  });

  it('is fail with any critical gate that fails', () => {
    fc.assert(
      fc.property(fc.array(result, { maxLength: 5 }), result, (others, more) => {
        const failing = { ...more, verdict: 'fail', weight: 'critical', dryRun: false } as const;
        expect(assess([...others, failing]).verdict).toBe('fail');
      }),
    );
  });

  it('does not change with the order of the gates, nor by one that does not count', () => {
    fc.assert(
      fc.property(fc.array(result, { maxLength: 5 }), result, (others, more) => {
        const { verdict } = assess(others);
        expect(assess([...others].reverse()).verdict).toBe(verdict);
        expect(assess([...others, { ...more, dryRun: true }]).verdict).toBe(verdict);
        expect(assess([{ ...more, weight: 'info' }, ...others]).verdict).toBe(verdict);
      }),
    );
  });
});

const round = fc
  .uniqueArray(fc.tuple(arbitraryGate, arbitraryReadings), {
    maxLength: 4,
    selector: ([{ name }]) => name,
  })
  .map((parts) => ({
    gates: parts.map(([gate]) => gate),
    evidence: nextEvidence(undefined, {
      service: 'shop',
      at: AT,
      share: 5,
      phase: 'canary',
      gates: parts.map(([gate]) => gate),
      results: parts.map(([gate, readings]) => judged(gate, readings)),
      limits: { inconclusive: 240, noData: 20, error: 20 },
    }),
  }));

function read(data: Record<string, string>): Evidence | 'refused' | undefined {
  try {
    return parseEvidence(data, 'shop-verdict');
  } catch (error) {
    if (error instanceof InvalidInputError) return 'refused';
    throw error;
  }
}

describe('evidence', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(round, ({ evidence }) => {
        expect(read(evidenceData(evidence))).toEqual(evidence);
      }),
    );
  });

  it('is refused, or says what it said, whatever is written over a part of it', () => {
    fc.assert(
      fc.property(
        round,
        fc.nat(),
        fc.string({ maxLength: 5 }),
        fc.nat({ max: 8 }),
        ({ evidence }, at, text, length) => {
          const data = evidenceData(evidence);
          const whole = data['evidence'] ?? '';
          const place = at % (whole.length + 1);
          const changed = whole.slice(0, place) + text + whole.slice(place + length);
          const found = read({ ...data, evidence: changed });
          fc.pre(found !== 'refused' && found !== undefined);
          expect(found.verdict).toBe(evidence.verdict);
        },
      ),
      { numRuns: 300, maxSkipsPerRun: 1_000 },
    );
  });

  it('is refused as any value that nobody wrote', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string()), (value) => {
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        expect(read({ evidence: text })).toBe(text === '' ? undefined : 'refused');
      }),
    );
  });

  it('has a digest that does not depend on the order of its gates', () => {
    fc.assert(
      fc.property(round, ({ gates, evidence }) => {
        expect(gatesDigest([...gates].reverse())).toBe(evidence.gatesDigest);
      }),
    );
  });
});

it('lets the share rise only by fresh evidence that passes, at this share, by these gates', () => {
  const facts = fc.record({
    from: fc.constantFrom(0, 5, 10),
    to: fc.constantFrom(0, 5, 25),
    phase: fc.constantFrom('canary', 'full'),
    service: fc.constantFrom('shop', 'other'),
    age: fc.integer({ min: -120, max: 200 }),
    changed: fc.boolean(),
  });
  fc.assert(
    fc.property(round, facts, ({ gates, evidence }, { age, changed, ...rest }) => {
      const now = new Date(Date.parse(AT) + age * 1_000);
      const present = changed ? gates.map((gate) => ({ ...gate, window: '9m' })) : gates;
      const refused = refuseRaise({ ...rest, evidence, gates: present, now, everySeconds: 15 });
      const may =
        rest.to <= rest.from ||
        (evidence.verdict === 'pass' &&
          rest.from === 5 &&
          rest.phase === 'canary' &&
          rest.service === 'shop' &&
          age >= -30 &&
          age <= 60 &&
          !changed);
      expect(refused === undefined).toBe(may);
    }),
    RUNS,
  );
});
