import type { Colors } from 'picocolors/types';
import { DELIVERY_TARGETS } from '../../model/delivery';
import { describeTime } from '../describe-time';
import { plainTable } from '../plain-table';
import type { HistoryView } from './history-view';
import type { TimelineEntry } from './timeline';

/** Characters of a message that are shown; all of it is in `--json`. */
const LONGEST_MESSAGE = 60;
const COMMIT_DIGITS = 8;

/** @returns what `cutover history` prints, without a line feed at the end. */
export function renderHistory(view: HistoryView, colors: Colors): string {
  const { dim, bold, yellow } = colors;
  const { entries, more, problems } = view;
  const head = ['time', 'share', 'phase', 'kind', 'result', 'took', 'by', 'commit', 'message'];
  const table =
    entries.length === 0
      ? yellow('no update is recorded')
      : plainTable([head.map(dim), ...entries.map((entry) => row(entry, colors))]);
  return [
    `${bold(view.service)} ${dim(`(stack ${view.stack})`)}`,
    table + (more > 0 ? `\n${dim(`${more} more; see them with --limit`)}` : ''),
    renderDelivery(view, colors),
    ...problems.map(yellow),
  ].join('\n\n');
}

function row(entry: TimelineEntry, { green, red, yellow }: Colors): string[] {
  const paint = { succeeded: green, failed: red, 'in-progress': yellow }[entry.result];
  const { commit, message, version } = entry;
  return [
    version === null ? entry.at : `${entry.at} #${version}`,
    shareOf(entry),
    entry.phase ?? '-',
    entry.kind,
    (paint ?? String)(entry.result),
    entry.seconds === null ? '-' : describeTime(entry.seconds),
    entry.by ?? '-',
    commit === null ? '-' : `${commit.slice(0, COMMIT_DIGITS)}${entry.dirty ? '*' : ''}`,
    message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE - 1)}…` : message,
  ];
}

function shareOf({ from, share, kind }: TimelineEntry): string {
  if (share === null) return '-';
  if (kind === 'hold') return `<= ${share} %`;
  return from === null || from === share ? `${share} %` : `${from} -> ${share} %`;
}

/** @returns the delivery figures, each with its target. */
function renderDelivery({ delivery }: HistoryView, colors: Colors): string {
  const { dim } = colors;
  const { days, failures, deployments } = delivery;
  const open = delivery.open === 0 ? [] : [`${delivery.open} not restored yet`];
  const mean = delivery.meanRestoreSeconds;
  const longest = delivery.longestRestoreSeconds;
  const rate = delivery.changeFailureRate;
  const failed = `${failures.length} of ${deployments}`;
  return plainTable([
    [`delivery in ${days} days`, 'figure', 'target', ''].map(dim),
    [
      'deployment frequency',
      `${delivery.perDay.toFixed(2)} a day`,
      'daily',
      judged(deployments > 0, delivery.perDay >= DELIVERY_TARGETS.perDay, colors),
    ],
    [
      'change failure rate',
      rate === null ? 'no deployment' : `${(rate * 100).toFixed(1)} % (${failed})`,
      `< ${DELIVERY_TARGETS.changeFailureRate * 100} %`,
      judged(rate !== null, (rate ?? 0) < DELIVERY_TARGETS.changeFailureRate, colors),
    ],
    [
      'time to restore',
      mean === null || longest === null
        ? (open[0] ?? 'nothing to restore')
        : `${describeTime(mean)} (${[`longest ${describeTime(longest)}`, ...open].join(', ')})`,
      `< ${describeTime(DELIVERY_TARGETS.restoreSeconds)}`,
      judged(mean !== null, (mean ?? 0) < DELIVERY_TARGETS.restoreSeconds, colors),
    ],
  ]);
}

function judged(known: boolean, met: boolean, { dim, green, red }: Colors): string {
  if (!known) return dim('-');
  return met ? green('met') : red('missed');
}
