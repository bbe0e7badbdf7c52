import { leastAlpha, type Estimate } from './contrast';
import { effectSize, mean, median, type EffectSize } from './effect-size';
import { checkTerms, decide, noData, type Judgement, type Line, type Terms } from './judgement';
import { mannWhitney } from './mann-whitney';
import { locationSides, scatterSide, shiftAbove } from './metric-sides';
import { sampleOf, type Sample } from './sample';
import { tally } from './tally';
import { count, differenceWords, plainWords, verdictWords, type Wording } from './words';

export interface MetricTerms extends Terms {
  /** How many times as much as V1 V2 may scatter; undefined: as it likes. */
  readonly spreadAtMostTimes?: number | undefined;
}

export interface MetricJudgement extends Judgement {
  readonly effect: EffectSize | null;
  /** How many times as much as V1 V2 scatters; null where V1 does not, or nobody asked. */
  readonly spreadTimes: number | null;
  /** Values of V1 and of V2 that were left out because they are no numbers. */
  readonly dropped: readonly [number, number];
}

const EQUAL: Line = { times: 1, plus: 0 };

/**
 * Compares the values of a metric, such as one figure a window. Values must not depend on each other: let windows not
 * overlap. NaN and infinite values are left out and counted; where that is half of a version or more, there is no data.
 *
 * V2 fails where it is beyond the line for certain enough by Mann and Whitney's test, or scatters more than is allowed by
 * that of Brown and Forsythe. It passes where the whole interval of the shift is within the line, and so is its mean:
 * the middle alone does not see a metric that is mostly zero (kayenta#426).
 */
export function judgeMetric(
  values1: readonly number[],
  values2: readonly number[],
  terms: MetricTerms,
  wording: Wording = plainWords,
): MetricJudgement {
  checkTerms(terms);
  const [one, two] = [sampleOf(values1), sampleOf(values2)];
  const [sorted1, sorted2] = [one.sorted, two.sorted];
  const dropped = [one.dropped, two.dropped] as const;
  const problem = whatIsMissing('V1', one) ?? whatIsMissing('V2', two);
  if (problem !== undefined) {
    const nothing = noData(sorted1.length, sorted2.length, problem);
    return { ...nothing, effect: null, spreadTimes: null, dropped };
  }
  const { confidence, allowed, looks } = terms;
  const ranks = mannWhitney(tally(sorted1, sorted2));
  const location = locationSides(sorted1, sorted2, terms);
  const scatter = scatterSide(sorted1, sorted2, terms);
  const sides = scatter ? [...location, scatter] : location;
  const verdict = decide(sides);
  const at = (level: number): Estimate => shiftAbove(sorted1, sorted2, EQUAL, level, looks);
  const { value: difference, low, high } = at(1 - confidence);
  const once = looks === 'one';
  const p = once ? ranks.twoSided : leastAlpha((level) => excludesZero(at(level)));
  const middle = once ? median : mean;
  const [level1, level2] = [middle(sorted1), middle(sorted2)];
  const told = [
    differenceWords({ difference, low, high }, { confidence, p }, wording),
    // Where it is mostly the same value, the middle shows nothing of what the mean does.
    ...(once && verdict !== 'pass' ? [meansWords(sorted1, sorted2, wording)] : []),
    ...(scatter?.fails ? [scatter.words] : []),
    verdictWords(verdict, allowed, wording),
    ...droppedWords(one, two),
  ];
  const described = (level: number, { length }: Float64Array): string =>
    `${wording.value(level)} (of ${count(length)})`;
  return {
    verdict,
    v1: level1,
    v2: level2,
    difference,
    interval: Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null,
    p,
    pWorse: Math.min(...sides.map((side) => side.pWorse)),
    n1: sorted1.length,
    n2: sorted2.length,
    method: once ? `Mann-Whitney (${ranks.method}), Hodges-Lehmann` : 'always-valid mean',
    message: `V2 ${described(level2, sorted2)} against V1 ${described(level1, sorted1)}: ${told.join('; ')}`,
    effect: effectSize(ranks, sorted1, sorted2),
    spreadTimes: scatter?.times ?? null,
    dropped,
  };
}

function whatIsMissing(version: string, { sorted, dropped }: Sample): string | undefined {
  if (sorted.length === 0 && dropped === 0) return `${version} has no values`;
  const all = count(sorted.length + dropped);
  if (dropped < sorted.length) return undefined;
  return `${version} has ${count(dropped)} of ${all} values that are no numbers`;
}

function meansWords(sorted1: Float64Array, sorted2: Float64Array, { value }: Wording): string {
  return `means ${value(mean(sorted2))} and ${value(mean(sorted1))}`;
}

function droppedWords(one: Sample, two: Sample): string[] {
  if (one.dropped + two.dropped === 0) return [];
  return [
    `left out because they are no numbers: ${count(one.dropped)} of V1, ${count(two.dropped)} of V2`,
  ];
}

const excludesZero = ({ low, high }: Estimate): boolean => low > 0 || high < 0;
