import type { Colors } from 'picocolors/types';
import type { AbResult } from '../../model/ab/compare';
import type { AbRow } from '../../model/ab/ab-rows';
import { WORDINGS } from '../../model/ab/wording';
import type { Verdict } from '../../model/gates/verdict';
import { intervalWords, probability, signed } from '../../model/judge/words';
import { plainTable } from '../plain-table';

export const AB_HEAD = ['metric', 'V1', 'V2', 'difference', 'interval', 'p', 'n', 'verdict'];

/** @returns a table of the metrics, each with its verdict in words below, then what holds for all of them. */
export function renderAb(result: AbResult, colors: Colors): string {
  const { service, namespace, from, to, rows, notes, verdict, confidence, looks, samples } = result;
  const paint: Record<Verdict, (text: string) => string> = {
    pass: colors.green,
    fail: colors.red,
    error: colors.red,
    inconclusive: colors.yellow,
    'no-data': colors.yellow,
  };
  const often = looks === 'any' ? 'at any look' : 'at one look';
  const needed = samples.needed > 0 ? ` of ${whole(samples.needed)} needed` : '';
  return [
    `${service} (namespace ${namespace}), ${from} to ${to}`,
    `${Number((confidence * 100).toFixed(4))} % confidence ${often}; V2 answered ${samples.v2 === null ? '?' : whole(samples.v2)} requests${needed}`,
    '',
    plainTable([AB_HEAD, ...rows.map(abCells)]),
    '',
    ...rows.map((row) => `${row.metric}: ${paint[row.verdict](row.verdict)}: ${row.message}`),
    ...notes,
    '',
    `${paint[verdict](verdict)}: ${summary(rows)}`,
  ].join('\n');
}

/** @returns what stands below {@link AB_HEAD}. */
export function abCells({
  metric,
  unit,
  v1,
  v2,
  difference,
  interval,
  p,
  n1,
  n2,
  verdict,
}: AbRow): string[] {
  const wording = WORDINGS[unit];
  const value = (one: number | null): string => (one === null ? '-' : wording.value(one));
  return [
    metric,
    value(v1),
    value(v2),
    difference === null ? '-' : signed(difference, wording),
    interval === null ? '-' : intervalWords(...interval, wording),
    p === null ? '-' : probability(p).replace('p = ', ''),
    `${whole(n1)} + ${whole(n2)}`,
    verdict,
  ];
}

const whole = (count: number): string => count.toLocaleString('en-US');

function summary(rows: readonly AbRow[]): string {
  const counts = new Map<Verdict, number>();
  for (const { verdict } of rows) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
}
