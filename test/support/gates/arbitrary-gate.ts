import fc from 'fast-check';
import { UNITS, type Gate } from '../../../model/gates/gate';
import type { Reading, Readings } from '../../../model/gates/reading';
import { WEIGHTS } from '../../../model/gates/verdict';
import { gateWith } from './gates';

/** Numbers as metrics have them, zeros and equals among them. JSON knows no zero below zero. */
const number = fc
  .oneof(
    fc.constantFrom(0, 0.001, 0.1, 0.5, 1, 2, -1),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  )
  .map((value) => value + 0);

const bounds = fc
  .record(
    {
      atLeast: number,
      atMost: number,
      comparedToV1: fc.record(
        {
          atLeastTimes: fc.double({ min: 0.1, max: 10, noNaN: true }),
          atMostTimes: fc.double({ min: 0.1, max: 10, noNaN: true }),
          atLeastMore: number,
          atMostMore: number,
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  )
  .filter((value) => Object.keys(value).length > 0);

/** Any gate, with at least one bound. */
export const arbitraryGate: fc.Arbitrary<Gate> = fc
  .record({
    bounds,
    name: fc.stringMatching(/^g[0-9]{1,2}$/),
    minimumSamples: fc.constantFrom(0, 1, 124, 1_049),
    weight: fc.constantFrom('critical' as const, 'critical' as const, ...WEIGHTS),
    dryRun: fc.constantFrom(false, false, false, true),
    unit: fc.constantFrom(...UNITS),
    ifV1FailsToo: fc.constantFrom('inconclusive' as const, 'fail' as const),
  })
  .map(({ bounds: own, ...changes }) => {
    const gate = gateWith(changes);
    delete gate.atMost;
    return { ...gate, ...own };
  });

/** Any reading that is not a measurement. */
export const noMeasurement: fc.Arbitrary<Reading> = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  fc.constant({ kind: 'nan' } as const),
  fc.integer({ min: 2, max: 99 }).map((count) => ({ kind: 'many', count }) as const),
  fc.integer({ min: -999, max: 999 }).map((ageSeconds) => ({ kind: 'stale', ageSeconds }) as const),
  fc.string().map((message) => ({ kind: 'error', message }) as const),
  fc.constantFrom(NaN, Infinity, -Infinity).map((value) => ({ kind: 'value', value }) as const),
);

const measurement: fc.Arbitrary<Reading> = number.map((value) => ({ kind: 'value', value }));
const samples: fc.Arbitrary<Reading> = fc
  .integer({ min: -5, max: 5_000 })
  .map((value) => ({ kind: 'value', value }));

const mostly = (good: fc.Arbitrary<Reading>): fc.Arbitrary<Reading> =>
  fc.oneof({ arbitrary: good, weight: 6 }, { arbitrary: noMeasurement, weight: 1 });

/** Whatever may come back for a gate; parts of it may not have been asked for. */
export const arbitraryReadings: fc.Arbitrary<Readings> = fc.record(
  {
    v2: mostly(measurement),
    v1: mostly(measurement),
    samples: mostly(samples),
    v1Samples: mostly(samples),
  },
  { requiredKeys: ['v2'] },
);
