import { describeValue } from '../../model/gates/quantity';
import type { DailyReport } from './daily-report';
import type { GateDay } from './day-series';

/** One figure of the summary. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

const MISSING = 'not known';

/** @returns the figures that requirement 000 asks a daily report for, in its order. */
export function summaryFigures({ summary, series }: DailyReport): readonly Figure[] {
  const { migrationPercentage, phase, precisionGain, performanceImpact, userFeedback } = summary;
  const p95 = series?.gates.find(({ name }) => name === 'p95');
  return [
    {
      name: 'Migration',
      value: migrationPercentage === null ? MISSING : `${migrationPercentage} %`,
      note: phase === null ? 'desired share' : `phase ${phase}`,
    },
    {
      name: 'Precision gain',
      value: precisionGain === null ? MISSING : `${signed(precisionGain * 100)} points`,
      note: 'V2 against V1, over the day',
    },
    {
      name: 'Performance impact',
      value: performanceImpact === null ? MISSING : `${signed(performanceImpact * 100)} %`,
      note: `p95 of V2 against V1${p95 && p95.v2Day !== null ? `: ${dayValue(p95, 'v2Day')}` : ''}`,
    },
    {
      name: 'User feedback',
      value: userFeedback === null ? MISSING : describeValue(userFeedback, 'ratio'),
      note: 'satisfied users on V2',
    },
  ];
}

/** @returns V1's or V2's value over the day, as people read it. */
export function dayValue(gate: GateDay, which: 'v1Day' | 'v2Day'): string {
  return describeValue(rounded(gate[which]), gate.unit);
}

/** @returns V2's value minus V1's. */
export function dayDifference({ v1Day, v2Day, unit }: GateDay): string {
  if (v1Day === null || v2Day === null) return '-';
  const difference = rounded(v2Day - v1Day) ?? 0;
  const text = describeValue(Math.abs(difference), unit).replace(/ %$/, ' points');
  return `${difference < 0 ? '−' : '+'}${text}`;
}

/** @returns the bounds of a gate in words; empty where it has none of its own. */
export function dayBound({ atLeast, atMost, unit }: GateDay): string {
  const least = atLeast === null ? [] : [`at least ${describeValue(atLeast, unit)}`];
  const most = atMost === null ? [] : [`at most ${describeValue(atMost, unit)}`];
  return [...least, ...most].join(', ');
}

/** Three digits: the fourth of a day's mean says nothing. */
const rounded = (value: number | null): number | null =>
  value === null ? null : Number(value.toPrecision(3));

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
