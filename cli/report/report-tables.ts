import { DELIVERY_TARGETS } from '../../model/delivery';
import { describeCount, describeValue } from '../../model/gates/quantity';
import { AB_HEAD, abCells } from '../ab/render-ab';
import { describeTime } from '../describe-time';
import type { DailyReport } from './daily-report';
import { dayBound, dayDifference, dayValue } from './words';

/** A table of the report, for Markdown and HTML alike. */
export interface ReportTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What stands in its place where there is nothing to show. */
  readonly empty: string;
}

export function gateTable({ gates }: DailyReport): ReportTable {
  return {
    head: ['Gate', 'Weight', 'Verdict', 'V2', 'V1', 'Bound', 'Samples'],
    rows: (gates?.gates ?? []).map((gate) => [
      gate.name,
      gate.dryRun ? `${gate.weight} (dry run)` : gate.weight,
      gate.verdict,
      describeValue(gate.value, gate.unit),
      describeValue(gate.v1Value, gate.unit),
      gate.bound,
      gate.minimumSamples === 0 || gate.samples === null ? '-' : describeCount(gate.samples),
    ]),
    empty: gates ? 'Nothing has been judged yet.' : 'Not known, or not that of this day.',
  };
}

/** With intervals where they could be computed, and else the bare values of the day. */
export function comparisonTable({ ab, series }: DailyReport): ReportTable {
  if (ab) {
    return {
      head: AB_HEAD.map((name) => name.replace(/^[a-z](?=.)/, (letter) => letter.toUpperCase())),
      rows: ab.rows.map(abCells),
      empty: 'Nothing was compared.',
    };
  }
  return {
    head: ['Metric', 'V1', 'V2', 'Difference', 'Bound on V2'],
    rows: (series?.gates ?? [])
      .filter(({ v1Day, v2Day }) => v1Day !== null || v2Day !== null)
      .map((gate) => [
        gate.name,
        dayValue(gate, 'v1Day'),
        dayValue(gate, 'v2Day'),
        dayDifference(gate),
        dayBound(gate) || '-',
      ]),
    empty: 'Nothing was measured.',
  };
}

/** @returns what the comparison comes to, in words: the metrics that do not pass, and what holds for all of them. */
export function comparisonWords({ ab }: DailyReport): readonly string[] {
  if (!ab) return [];
  const told = ab.rows
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ metric, message }) => `${metric}: ${message}`);
  return [...told, ...ab.notes];
}

export function incidentTable({ incidents, series }: DailyReport): ReportTable {
  return {
    head: ['Time (UTC)', 'What', 'Details'],
    rows: incidents.map(({ at, kind, what }) => [at.slice(11, 19), kind, what]),
    empty: series ? 'No incident.' : 'No incident is recorded; without series not all would be.',
  };
}

export function deploymentTable({ deployments }: DailyReport): ReportTable {
  return {
    head: ['Time (UTC)', 'Share', 'Result', 'Took', 'By', 'Message'],
    rows: deployments.map(({ at, from, share, result, seconds, by, message }) => [
      at.slice(11, 19),
      from === null || from === share ? `${share ?? '?'} %` : `${from} → ${share ?? '?'} %`,
      result,
      seconds === null ? '-' : describeTime(seconds),
      by ?? '-',
      message,
    ]),
    empty: 'Nothing was deployed.',
  };
}

export function deliveryTable({ delivery }: DailyReport): ReportTable {
  if (!delivery)
    return { head: [], rows: [], empty: 'The history of the stack could not be read.' };
  const { days, perDay, deployments, failures, changeFailureRate: rate } = delivery;
  const { meanRestoreSeconds: mean, longestRestoreSeconds: longest, open } = delivery;
  const failed = `${failures.length} of ${deployments}`;
  return {
    head: [`In ${days} days`, 'Figure', 'Target'],
    rows: [
      ['Deployment frequency', `${perDay.toFixed(2)} a day`, 'daily'],
      [
        'Change failure rate',
        rate === null ? 'no deployment' : `${(rate * 100).toFixed(1)} % (${failed})`,
        `below ${DELIVERY_TARGETS.changeFailureRate * 100} %`,
      ],
      [
        'Time to restore',
        mean === null || longest === null
          ? 'nothing was restored'
          : `${describeTime(mean)} (longest ${describeTime(longest)})`,
        `below ${describeTime(DELIVERY_TARGETS.restoreSeconds)}`,
      ],
      ['Not restored yet', String(open), '0'],
    ],
    empty: '',
  };
}
