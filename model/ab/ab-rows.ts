import type { Gate, Unit } from '../gates/gate';
import { gatesOf } from '../gates/gates-of';
import { describeValue } from '../gates/quantity';
import { worstVerdict, type Verdict } from '../gates/verdict';
import { above, size, valueAt, type Histogram } from '../judge/histogram';
import { judgeMetric } from '../judge/judge-metric';
import { judgeProportion } from '../judge/judge-proportion';
import type { Allowed, Judgement, Terms } from '../judge/judgement';
import { durationWords } from '../judge/words';
import type { Service } from '../service/service';
import { isMissing, type AbData, type Unmeasured } from './ab-data';
import { comparedGates } from './ab-queries';
import { allowances } from './allowances';
import { WORDINGS } from './wording';

/** How the comparison is made, beside what the service file says. */
export interface AbTerms {
  readonly confidence: number;
  readonly looks: Terms['looks'];
  /** How many times as much as V1's the values of a metric may scatter; undefined: as they like. */
  readonly spreadAtMostTimes: number | undefined;
}

/** One metric of both versions. */
export interface AbRow extends Omit<Judgement, 'verdict'> {
  readonly metric: string;
  readonly unit: Unit;
  readonly verdict: Verdict;
}

/** How many more points of the requests than of V1's may be slow: of the 5 % above a 95th percentile, a fifth. */
const MORE_SLOW = 0.01;

/** @returns what the data say about each metric, before any correction for their number. */
export function abRows(service: Service, data: AbData, terms: AbTerms): readonly AbRow[] {
  return [
    errorRow(service, data, terms),
    slowRow(service, data, terms),
    ...comparedGates(service).map((gate) => metricRow(gate, data, terms)),
  ];
}

function errorRow(service: Service, { answered, fallbacks, failures }: AbData, terms: AbTerms) {
  const metric = 'error-rate';
  const gap = firstMissing([answered.v1, answered.v2, failures.v1, failures.v2, fallbacks]);
  if (gap) return unmeasured(metric, 'ratio', gap);
  const hidden = numberOf(fallbacks);
  const own = gatesOf(service).find(({ name }) => name === metric);
  const allowed =
    own?.comparedToV1 === undefined
      ? [{ atMost: { times: 1, plus: service.objectives.errorRate } }]
      : allowances(own);
  const v1 = { count: numberOf(failures.v1), total: numberOf(answered.v1) };
  // V2 was asked for these as well: V1 answered in its place.
  const v2 = { count: numberOf(failures.v2), total: numberOf(answered.v2) + hidden };
  return rowOf(
    metric,
    'ratio',
    allowed.map((one) => judgeProportion(v1, v2, { ...terms, allowed: one })),
  );
}

/** A quantile is only interpolated between buckets; how many requests lie above one of their ends is counted. */
function slowRow({ objectives }: Service, { latency }: AbData, terms: AbTerms): AbRow {
  const metric = 'slow-requests';
  if (isMissing(latency)) return unmeasured(metric, 'ratio', latency);
  const bounds = latency.bounds.map((end) => (end === '+Inf' ? Infinity : Number(end)));
  const [v1, v2] = [latency.v1, latency.v2].map((upTo): Histogram => ({
    bounds,
    counts: upTo.map((count, index) => Math.max(0, count - (upTo[index - 1] ?? 0))),
  })) as [Histogram, Histogram];
  const objective = objectives.p95Milliseconds / 1_000;
  const end = bounds.find((bound) => bound >= objective);
  const odd = bounds.length !== v1.counts.length || bounds.length !== v2.counts.length;
  if (odd || bounds.some(Number.isNaN) || end === undefined || end === Infinity) {
    const reason = `no bucket ends at ${describeValue(objective, 'seconds')} or above`;
    return unmeasured(metric, 'ratio', { verdict: 'error', reason });
  }
  const slow = (one: Histogram) => ({ count: above(one, end), total: size(one) });
  const allowed = { atMost: { times: 1, plus: MORE_SLOW } };
  const judged = judgeProportion(slow(v1), slow(v2), { ...terms, allowed });
  const p95 = (one: Histogram): string => durationWords.value(valueAt(one, 0.95 * size(one)));
  const told = `requests above ${describeValue(end, 'seconds')}; p95 about ${p95(v2)} and ${p95(v1)}`;
  return rowOf(metric, 'ratio', [{ ...judged, message: `${judged.message}; ${told}` }]);
}

function metricRow(gate: Gate, { metrics }: AbData, terms: AbTerms): AbRow {
  const { name, unit } = gate;
  const found = metrics[name];
  if (!found) {
    const reason = 'these data do not have it';
    return unmeasured(name, unit, { verdict: 'no-data', reason });
  }
  const { v1, v2 } = found;
  if (isMissing(v1)) return unmeasured(name, unit, v1);
  if (isMissing(v2)) return unmeasured(name, unit, v2);
  const numbers = (values: readonly (number | null)[]) => values.map((value) => value ?? NaN);
  const judged = allowances(gate).map((allowed: Allowed) =>
    judgeMetric(numbers(v1), numbers(v2), { ...terms, allowed }, WORDINGS[unit]),
  );
  return rowOf(name, unit, judged);
}

/** Where more than one thing must hold, what holds least of all. */
function rowOf(metric: string, unit: Unit, judged: readonly Judgement[]): AbRow {
  const worst = worstVerdict(judged.map(({ verdict }) => verdict));
  const found = judged.find(({ verdict }) => verdict === worst);
  if (!found) throw new Error(`nothing is allowed or forbidden of '${metric}'`);
  return { ...found, metric, unit };
}

function unmeasured(metric: string, unit: Unit, { verdict, reason }: Unmeasured): AbRow {
  const unknown = { v1: null, v2: null, difference: null, interval: null, p: null, pWorse: null };
  return { ...unknown, metric, unit, verdict, n1: 0, n2: 0, method: 'none', message: reason };
}

const firstMissing = (values: readonly unknown[]): Unmeasured | undefined => values.find(isMissing);
const numberOf = (value: number | Unmeasured): number => (isMissing(value) ? NaN : value);
