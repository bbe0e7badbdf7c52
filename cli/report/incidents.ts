import type { TimelineEntry } from '../history/timeline';
import type { ReportDay } from './day';
import type { DaySeries } from './day-series';

/** Something that went wrong on the day, or was put right. */
export interface Incident {
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly kind: 'update failed' | 'share lowered' | 'hold' | 'release' | 'verdict';
  readonly what: string;
}

/** A hold in the series and one in the timeline this near to each other are the same, in milliseconds. */
const SAME_MS = 600_000;

/** @returns the incidents of the day, in the order of time. */
export function incidentsOf(
  entries: readonly TimelineEntry[],
  series: DaySeries | undefined,
  day: ReportDay,
): readonly Incident[] {
  const told = entries.flatMap(incidentOf);
  const all = [...told, ...(series ? [...heldIn(series, told), ...verdictsIn(series)] : [])];
  return all
    .filter(
      ({ at }) => Date.parse(at) >= day.from.getTime() && Date.parse(at) <= day.until.getTime(),
    )
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function incidentOf(entry: TimelineEntry): Incident[] {
  const { at, kind, result, from, share, by, message } = entry;
  const who = by === null ? '' : ` by ${by}`;
  const why = message === '' ? '' : `: ${message}`;
  if (kind === 'hold')
    return [{ at, kind, what: `held at ${share ?? '?'} %${who} (${result})${why}` }];
  if (kind === 'release') return [{ at, kind, what: `released${who}${why}` }];
  if (kind !== 'update') return [];
  const step = `from ${from ?? 0} % to ${share ?? '?'} %`;
  if (result === 'failed') return [{ at, kind: 'update failed', what: `${step}${who}${why}` }];
  const isLower = share !== null && from !== null && share < from;
  return isLower ? [{ at, kind: 'share lowered', what: `${step}${who}${why}` }] : [];
}

/** Holds that no ConfigMap remembers any more. */
function heldIn({ hold }: DaySeries, told: readonly Incident[]): Incident[] {
  return hold.flatMap(({ at: seconds, value }, index): Incident[] => {
    const before = hold[index - 1]?.value ?? 100;
    if (value === before || (index === 0 && value === 100)) return [];
    const at = iso(seconds);
    const isHold = value < before;
    const kind = isHold ? 'hold' : 'release';
    const isTold = told.some(
      (one) => one.kind === kind && Math.abs(Date.parse(one.at) - Date.parse(at)) < SAME_MS,
    );
    const what = isHold
      ? `held at ${value} %`
      : value === 100
        ? 'released'
        : `hold raised to ${value} %`;
    return isTold ? [] : [{ at, kind, what }];
  });
}

const verdictsIn = ({ verdicts }: DaySeries): Incident[] =>
  verdicts.slice(1).map(({ at, verdict }, index) => ({
    at: iso(at),
    kind: 'verdict',
    what: `the gates went from ${verdicts[index]?.verdict ?? '?'} to ${verdict}`,
  }));

const iso = (seconds: number): string => `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`;
