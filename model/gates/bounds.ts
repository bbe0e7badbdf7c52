import type { ComparisonWithV1, Gate } from './gate';
import { describeValue } from './quantity';

/** Parts in a billion by which a product may miss a bound that it equals on paper. */
const ROUNDING = 1e-9;

/** How far beyond V1's a miss of a bound may lie, in times of V1's, and still be the same failure. */
const ALIKE_TIMES = 2;

type Bounded = Pick<Gate, 'atLeast' | 'atMost' | 'comparedToV1' | 'unit'>;

/** @returns the bounds of a gate in words, for example `at most 0.1 % and at most 1.2 x V1`. */
export function describeBound(gate: Bounded): string {
  const { atLeast, atMost, comparedToV1 = {}, unit } = gate;
  const absolute = [
    ...(atLeast === undefined ? [] : [`at least ${describeValue(atLeast, unit)}`]),
    ...(atMost === undefined ? [] : [`at most ${describeValue(atMost, unit)}`]),
  ];
  const relative = comparisonsOf(comparedToV1).map(
    ({ side, times, amount }) =>
      `${SIDES[side]} ${times ? `${amount} x V1` : `V1 ${signed(amount, unit)}`}`,
  );
  return [...absolute, ...relative].join(' and ');
}

const SIDES = { least: 'at least', most: 'at most' } as const;

const signed = (amount: number, unit: Gate['unit']): string =>
  `${amount < 0 ? '-' : '+'} ${describeValue(Math.abs(amount), unit)}`;

interface Comparison {
  readonly side: keyof typeof SIDES;
  readonly times: boolean;
  readonly amount: number;
}

function comparisonsOf(comparison: ComparisonWithV1): Comparison[] {
  const { atLeastTimes, atMostTimes, atLeastMore, atMostMore } = comparison;
  const of = (side: Comparison['side'], times: boolean, amount: number | undefined) =>
    amount === undefined ? [] : [{ side, times, amount }];
  return [
    ...of('least', true, atLeastTimes),
    ...of('most', true, atMostTimes),
    ...of('least', false, atLeastMore),
    ...of('most', false, atMostMore),
  ];
}

/** @returns the absolute bounds that a value misses, each as the end of `value must …`. */
export function missedBounds({ atLeast, atMost, unit }: Bounded, value: number): string[] {
  return [
    ...(atLeast !== undefined && isBelow(value, atLeast)
      ? [`be at least ${describeValue(atLeast, unit)}`]
      : []),
    ...(atMost !== undefined && isBelow(atMost, value)
      ? [`be at most ${describeValue(atMost, unit)}`]
      : []),
  ];
}

/** What comes of comparing V2 with V1: what it misses, and why it could not be compared. */
export interface Compared {
  /** Each as the end of `V2's value must …`. */
  readonly missed: readonly string[];
  readonly impossible: string | undefined;
}

/**
 * Compares V2 with V1. No multiple of 0, or of less, is a bound: there is nothing to be learnt from it, unless both
 * values are 0.
 */
export function compareWithV1(
  { comparedToV1 = {}, unit }: Bounded,
  v2: number,
  v1: number,
): Compared {
  const missed: string[] = [];
  let impossible: string | undefined;
  for (const { side, times, amount } of comparisonsOf(comparedToV1)) {
    if (times && v1 <= 0) {
      if (v1 !== 0 || v2 !== 0) {
        impossible = `V1's value is ${describeValue(v1, unit)}, of which no multiple is a bound`;
      }
      continue;
    }
    const bound = times ? v1 * amount : v1 + amount;
    const misses = side === 'least' ? isBelow(v2, bound) : isBelow(bound, v2);
    if (!misses) continue;
    const sum = times ? `${amount} x` : '';
    const rest = times ? '' : ` ${signed(amount, unit)}`;
    missed.push(
      `be ${SIDES[side]} ${sum === '' ? '' : `${sum} `}V1's ${describeValue(v1, unit)}${rest} = ${describeValue(bound, unit)}`,
    );
  }
  return { missed, impossible };
}

/**
 * Whether V1 misses the same absolute bound as V2, and V2 by no more than twice as much: then the cause is likely to be
 * something that both share, and V2 is not to blame for it.
 */
export function failAlike({ atLeast, atMost }: Bounded, v2: number, v1: number): boolean {
  const isAlike = (ofV2: number, ofV1: number): boolean => {
    if (ofV2 <= 0) return true;
    return ofV1 > 0 && ofV2 <= ALIKE_TIMES * ofV1;
  };
  return (
    (atLeast === undefined || isAlike(atLeast - v2, atLeast - v1)) &&
    (atMost === undefined || isAlike(v2 - atMost, v1 - atMost))
  );
}

const isBelow = (value: number, bound: number): boolean =>
  value < bound - Math.abs(bound) * ROUNDING;
