import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clopperPearson } from './clopper-pearson';
import { binomialAtLeast, binomialAtMost, studentTail } from './distributions';
import { fisher, type Proportion } from './fisher';
import { hodgesLehmann } from './hodges-lehmann';
import { holm } from './holm';
import { mannWhitney } from './mann-whitney';
import { shortestRun, type Detection } from './power';
import { sampleRatio } from './sample-ratio';
import { sampleOf } from './sample';
import { spread } from './spread';
import { tally } from './tally';
import { twoProportionZ } from './two-proportion-z';

interface Samples {
  readonly v1: readonly number[];
  readonly v2: readonly number[];
}
interface Proportions {
  readonly v1: Proportion;
  readonly v2: Proportion;
}
interface Case {
  readonly kind: string;
  readonly name: string;
  readonly input: unknown;
  readonly expect: Readonly<Record<string, number | null>>;
}

const read = (file: string) => {
  const path = join(__dirname, '../../test/support/judge', file);
  return JSON.parse(readFileSync(path, 'utf8')) as { source: string; cases: readonly Case[] };
};

const sorted = ({ v1, v2 }: Samples) => [sampleOf(v1).sorted, sampleOf(v2).sorted] as const;

/** What we compute where the oracle's call computed; keys as in the oracle's `expect`. */
const ours: Readonly<Record<string, (input: never) => object>> = {
  'mann-whitney': (input: Samples) => mannWhitney(tally(...sorted(input))),
  fisher: ({ v1, v2 }: Proportions) => fisher(v1, v2),
  'two-proportion-z': ({ v1, v2 }: Proportions) => {
    const { z, twoSided } = twoProportionZ(v1, v2);
    return { square: z * z, twoSided };
  },
  'clopper-pearson': ({ tail, ...one }: Proportion & { tail: number }) => clopperPearson(one, tail),
  spread: (input: Samples) => {
    const { t, greater } = spread(...sorted(input));
    return { square: t * t, twoSided: 2 * Math.min(greater, 1 - greater) };
  },
  'sample-ratio': ({ count1, count2, share }: Record<'count1' | 'count2' | 'share', number>) =>
    sampleRatio(count1, count2, share),
  binomial: ({ count, total, probability }: Proportion & { probability: number }) => ({
    atLeast: binomialAtLeast(count, total, probability),
    atMost: binomialAtMost(count, total, probability),
  }),
  student: ({ t, degrees }: { t: number; degrees: number }) => ({ tail: studentTail(t, degrees) }),
  'shortest-run': (input: Detection) => ({ ...shortestRun(input) }),
  holm: ({ p }: { p: readonly number[] }) => Object.fromEntries(holm(p).entries()),
};

describe.each(['scipy.json', 'r.json'])('against %s', (file) => {
  const { source, cases } = read(file);
  const exact = cases.filter(({ kind }) => kind !== 'shift');

  it.each(exact.map((one) => [one.kind, one.name, one] as const))(
    `%s: %s is as ${source} has it`,
    (kind, _name, { input, expect: expected }) => {
      const found = ours[kind]?.(input as never) as Record<string, number>;
      for (const [key, value] of Object.entries(expected)) {
        // To nine digits, and what is as good as 0 to 1e-13.
        const limit = Math.max(1e-13, Math.abs(value ?? NaN) * 1e-9);
        expect(Math.abs((found[key] ?? NaN) - (value ?? NaN))).toBeLessThanOrEqual(limit);
      }
    },
  );
});

describe('the shift of Hodges and Lehmann', () => {
  const shifts = read('r.json').cases.filter(({ kind }) => kind === 'shift');
  type Given = Samples & { tail: number; exact: boolean };

  it.each(shifts.map((one) => [one.name, one] as const))(
    '%s is as R has it',
    (_name, { input, expect: expected }) => {
      const given = input as Given;
      const { estimate, low, high } = hodgesLehmann(...sorted(given), given.tail);
      const wanted = expected as Record<string, number>;
      // For large samples R solves for the limits to four digits, we take a difference that there is.
      const width = (wanted['high'] ?? NaN) - (wanted['low'] ?? NaN);
      const limit = given.exact ? 1e-12 : width * 0.005;
      expect(Math.abs(estimate - (wanted['estimate'] ?? NaN))).toBeLessThanOrEqual(limit);
      expect(Math.abs(low - (wanted['low'] ?? NaN))).toBeLessThanOrEqual(limit);
      expect(Math.abs(high - (wanted['high'] ?? NaN))).toBeLessThanOrEqual(limit);
    },
  );
});
