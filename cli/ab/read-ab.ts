import type { AbData, Unmeasured } from '../../model/ab/ab-data';
import { abQueries, comparedGates, metricQuery, metricWindow } from '../../model/ab/ab-queries';
import { VERSIONS, type Version } from '../../model/names';
import type { Service } from '../../model/service/service';
import type { Point, Prometheus, Series } from '../../prometheus/reading';

/** What is read: a service over a time, window after window. */
export interface AbSpan {
  readonly namespace: string;
  readonly from: Date;
  readonly to: Date;
  readonly windowSeconds: number;
}

/** Of the windows, at least this part must have been measured for their sum to say anything. */
const LEAST_COVERED = 0.5;

/**
 * Reads everything that a comparison needs. Whatever cannot be read stays as the reason why not: a series that is not
 * there, several where one is needed, what is no number, a Prometheus that does not answer.
 */
export async function readAb(
  prometheus: Prometheus,
  service: Service,
  { namespace, from, to, windowSeconds }: AbSpan,
): Promise<AbData> {
  const place = { service: service.name, namespace, windowSeconds };
  const queries = abQueries(service, place);
  const windows = Math.floor((to.getTime() - from.getTime()) / (windowSeconds * 1_000));
  // Each window ends where the next one begins: what follows from one does not follow from another too.
  const all = async (
    query: string,
    stepSeconds = windowSeconds,
  ): Promise<readonly Series[] | Unmeasured> => {
    const start = new Date(from.getTime() + stepSeconds * 1_000);
    if (start > to) return { verdict: 'no-data', reason: 'its window is longer than the time' };
    const reading = await prometheus.range(query, { start, end: to, stepSeconds });
    return reading.kind === 'error'
      ? { verdict: 'error', reason: reading.message }
      : reading.series;
  };
  const points = async (
    query: string,
    stepSeconds?: number,
  ): Promise<readonly Point[] | Unmeasured> => {
    const found = await all(query, stepSeconds);
    return isReason(found) ? found : only(found);
  };
  const sum = async (query: string): Promise<number | Unmeasured> => {
    const found = await points(query);
    return isReason(found) ? found : total(found, windows);
  };
  const both = async <One>(read: (version: Version) => Promise<One>) => {
    const [v1, v2] = await Promise.all(VERSIONS.map(read));
    return { v1, v2 } as { v1: One; v2: One };
  };

  const [share, answered, failures, fallbacks, latency] = await Promise.all([
    points(queries.share),
    both((version) => sum(queries.answered(version))),
    both((version) => sum(queries.failures(version))),
    sum(queries.fallbacks),
    both((version) => all(queries.latency(version))),
  ]);
  const metrics: AbData['metrics'] = {};
  for (const gate of comparedGates(service)) {
    metrics[gate.name] = await both(async (version) => {
      const query = metricQuery(gate, version, place);
      const found = await points(query, metricWindow(gate, place));
      if (isReason(found)) return found;
      return found.map(({ value }) => (Number.isFinite(value) ? value : null));
    });
  }
  return {
    format: 1,
    service: service.name,
    namespace,
    from: from.toISOString(),
    to: to.toISOString(),
    windowSeconds,
    share: range(share),
    answered,
    fallbacks,
    failures,
    latency: histograms(latency, windows),
    metrics,
  };
}

const NO_SERIES: Unmeasured = { verdict: 'no-data', reason: 'no series' };
const NO_NUMBER: Unmeasured = { verdict: 'no-data', reason: 'not a number' };

const isReason = (value: object): value is Unmeasured => 'reason' in value;

function only(series: readonly Series[]): readonly Point[] | Unmeasured {
  const [one, ...others] = series;
  if (one === undefined) return NO_SERIES;
  if (others.length === 0) return one.points;
  return { verdict: 'error', reason: `${series.length} series, and one is needed` };
}

function total(points: readonly Point[], windows: number): number | Unmeasured {
  if (points.length < LEAST_COVERED * windows) {
    const reason = `only ${points.length} of ${windows} windows were measured`;
    return { verdict: 'no-data', reason };
  }
  return finite(points.reduce((sum, { value }) => sum + value, 0));
}

const finite = (sum: number): number | Unmeasured =>
  Number.isFinite(sum) && sum >= 0 ? sum : NO_NUMBER;

function range(points: readonly Point[] | Unmeasured): AbData['share'] {
  if (isReason(points)) return points;
  const values = points.map(({ value }) => value).filter(Number.isFinite);
  if (values.length === 0) return NO_NUMBER;
  return {
    least: values.reduce((least, value) => Math.min(least, value)),
    most: values.reduce((most, value) => Math.max(most, value)),
  };
}

function histograms(
  { v1, v2 }: Record<Version, readonly Series[] | Unmeasured>,
  windows: number,
): AbData['latency'] {
  if (isReason(v1)) return v1;
  if (isReason(v2)) return v2;
  const ends = (series: readonly Series[]): string[] =>
    series.flatMap(({ labels }) => labels['le'] ?? []).sort((a, b) => upperEnd(a) - upperEnd(b));
  const bounds = ends(v1);
  if (bounds.length === 0 || v2.length === 0) return NO_SERIES;
  if (bounds.join() !== ends(v2).join() || bounds.at(-1) !== '+Inf') {
    return { verdict: 'error', reason: 'V1 and V2 are measured in different buckets' };
  }
  const counts = (series: readonly Series[]): (number | Unmeasured)[] =>
    bounds.map((end) =>
      total(series.find(({ labels }) => labels['le'] === end)?.points ?? [], windows),
    );
  const [counts1, counts2] = [counts(v1), counts(v2)];
  const gap = [...counts1, ...counts2].find((one) => typeof one !== 'number');
  if (gap !== undefined) return gap;
  return { bounds, v1: counts1 as number[], v2: counts2 as number[] };
}

const upperEnd = (end: string): number => (end === '+Inf' ? Infinity : Number(end));
