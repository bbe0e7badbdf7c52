import { alwaysValidProportion, alwaysValidRatio } from './always-valid';
import { clopperPearson } from './clopper-pearson';
import { contrast, leastAlpha, sides, type Estimate, type Estimates } from './contrast';
import { fisher, type Proportion, type ProportionTest } from './fisher';
import {
  checkTerms,
  decide,
  noData,
  type Judgement,
  type Line,
  type Side,
  type Terms,
} from './judgement';
import { twoProportionZ } from './two-proportion-z';
import { count, differenceWords, proportionWords, verdictWords } from './words';

/** Fisher's test walks through all tables; with more events than this the z test says the same. */
const EXACT_EVENTS = 10_000;

const EQUAL: Line = { times: 1, plus: 0 };

/** Up to here an event is rare, so that rates and odds are the same. */
const RARE = 0.1;

/**
 * Compares a part of requests, such as the failed ones. Sparse events do not make wrong verdicts more frequent than
 * 1 - confidence (kayenta#426), nor, with `looks: 'any'`, does looking again and again.
 *
 * @param given1 - counts of V1 as Prometheus' `increase` gives them: they are rounded to whole ones. `given2` likewise.
 */
export function judgeProportion(given1: Proportion, given2: Proportion, terms: Terms): Judgement {
  checkTerms(terms);
  const problem = whatIsWrong('V1', given1) ?? whatIsWrong('V2', given2);
  if (problem !== undefined) return noData(sound(given1.total), sound(given2.total), problem);
  const [v1, v2] = [whole(given1), whole(given2)];
  const { confidence, allowed } = terms;
  const alpha = 1 - confidence;
  const { interval, sides, p, method } =
    terms.looks === 'one' ? atOneLook(v1, v2, terms) : atAnyLook(v1, v2, terms);
  const { value: difference, low, high } = interval(EQUAL, alpha);
  const verdict = decide(sides);
  const told = [
    differenceWords({ difference, low, high }, { confidence, p }, proportionWords),
    verdictWords(verdict, allowed, proportionWords),
  ];
  return {
    verdict,
    v1: rate(v1),
    v2: rate(v2),
    difference,
    interval: [low, high],
    p,
    pWorse: Math.min(...sides.map((side) => side.pWorse)),
    n1: v1.total,
    n2: v2.total,
    method,
    message: `V2 ${describe(v2)} against V1 ${describe(v1)}: ${told.join('; ')}`,
  };
}

interface Findings {
  readonly interval: (line: Line, alpha: number) => Estimate;
  readonly sides: readonly Side[];
  readonly p: number;
  readonly method: string;
}

function atOneLook(v1: Proportion, v2: Proportion, { allowed, confidence }: Terms): Findings {
  const estimates: Estimates = (level) => ({
    v1: { value: rate(v1), ...clopperPearson(v1, level / 2) },
    v2: { value: rate(v2), ...clopperPearson(v2, level / 2) },
  });
  const interval = (line: Line, level: number): Estimate =>
    contrast(estimates, line, level, 'square-and-add');
  const test = alikeTest(v1, v2);
  // The interval is nearly exact, Fisher's test is: to fail takes both.
  const found = sides(interval, allowed, 1 - confidence).map((side) => {
    const { greater, less } = test;
    const pWorse = Math.max(side.pWorse, Math.min(1, 2 * (side.direction === 1 ? greater : less)));
    return { ...side, pWorse, fails: side.fails && pWorse <= 1 - confidence };
  });
  return { interval, sides: found, p: test.twoSided, method: `${test.name}, Clopper-Pearson` };
}

function atAnyLook(v1: Proportion, v2: Proportion, { allowed, confidence }: Terms): Findings {
  const estimates: Estimates = (level) => ({
    v1: { value: rate(v1), ...alwaysValidProportion(v1, level) },
    v2: { value: rate(v2), ...alwaysValidProportion(v2, level) },
  });
  const interval = (line: Line, level: number): Estimate => contrast(estimates, line, level, 'sum');
  const rare = rate(v1) <= RARE && rate(v2) <= RARE;
  // Two ways to find V2 worse, each at half of alpha: the rates, and for what is rare, their ratio.
  const beyond = ({ times, plus }: Line, direction: 1 | -1, level: number): boolean => {
    const { low, high } = interval({ times, plus }, level / 2);
    if (direction === 1 ? low > 0 : high < 0) return true;
    if (plus === 0) {
      const ratio = alwaysValidRatio(v1, v2, level / 2);
      return (rare || times === 1) && (direction === 1 ? ratio.low > times : ratio.high < times);
    }
    if (!rare || direction === -1 || plus < 0) return false;
    // V1's rate is at least this, so V2's may be at most so many times as much.
    const least = alwaysValidProportion(v1, level / 4).low;
    return alwaysValidRatio(v1, v2, level / 4).low > times + plus / least;
  };
  const alpha = 1 - confidence;
  const found = sides(interval, allowed, alpha).map((side) => {
    const { line, direction } = side;
    const pWorse = leastAlpha((level) => beyond(line, direction, level));
    return { ...side, pWorse, fails: beyond(line, direction, alpha) };
  });
  const differs = (level: number): boolean => beyond(EQUAL, 1, level) || beyond(EQUAL, -1, level);
  return { interval, sides: found, p: leastAlpha(differs), method: 'always-valid beta mixture' };
}

/** Always of the rarer of the two: events or what is left. */
function alikeTest(v1: Proportion, v2: Proportion): ProportionTest & { name: string } {
  const events = v1.count + v2.count;
  const others = v1.total + v2.total - events;
  if (Math.min(events, others) > EXACT_EVENTS) {
    return { ...twoProportionZ(v1, v2), name: 'two-proportion z' };
  }
  if (events <= others) return { ...fisher(v1, v2), name: 'Fisher' };
  const { greater, less, twoSided } = fisher(rest(v1), rest(v2));
  return { greater: less, less: greater, twoSided, name: 'Fisher' };
}

function whatIsWrong(version: string, { count: events, total }: Proportion): string | undefined {
  const told = `${version} has ${events} of ${total}`;
  if (!(Number.isFinite(events) && Number.isFinite(total))) return `${told}: that is no count`;
  if (events < 0 || total < 0 || Math.round(events) > Math.round(total)) {
    return `${told}: that cannot be`;
  }
  return Math.round(total) === 0 ? `${version} has no requests` : undefined;
}

const sound = (total: number): number =>
  total > 0 && Number.isFinite(total) ? Math.round(total) : 0;
const whole = ({ count: events, total }: Proportion): Proportion => ({
  count: Math.round(events),
  total: Math.round(total),
});
const rest = ({ count: events, total }: Proportion): Proportion => ({
  count: total - events,
  total,
});
const rate = ({ count: events, total }: Proportion): number => events / total;
const describe = (one: Proportion): string =>
  `${proportionWords.value(rate(one))} (${count(one.count)} of ${count(one.total)})`;
