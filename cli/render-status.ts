import type { Colors } from 'picocolors/types';
import { plainTable } from './plain-table';
import type { StatusView } from './status-view';

/** Digits of a config hash that are shown; a whole one is in `--json`. */
const HASH_DIGITS = 8;

/** @returns what `cutover status` prints, without a line feed at the end. */
export function renderStatus(status: StatusView, colors: Colors): string {
  const { bold, dim, green, red, yellow } = colors;
  const percent = (share: number | null): string => (share === null ? '?' : `${share} %`);
  const where = `namespace ${status.namespace}${status.context === null ? '' : `, context ${status.context}`}`;
  const observed = (status.settled ? green : yellow)(percent(status.observed));
  const parts = [
    `${bold(status.service)} ${dim(`(${where})`)}`,
    plainTable([
      [dim('desired'), dim('effective'), dim('observed'), dim('phase')],
      [percent(status.desired), percent(status.effective), observed, status.phase ?? '-'],
    ]),
    holdLines(status, colors),
    ...status.problems.map((problem) => red(problem)),
    status.gatewayPods.length === 0
      ? yellow('no gateway pods')
      : plainTable([
          ['gateway pod', 'state', 'share', 'hash', 'condition'].map(dim),
          ...status.gatewayPods.map((pod) => [
            pod.name,
            pod.ready ? green('ready') : yellow(pod.phase === 'Running' ? 'not ready' : pod.phase),
            pod.share === null ? '?' : `${pod.share} %`,
            pod.configHash?.slice(0, HASH_DIGITS) ?? '-',
            pod.condition === null ? '-' : red(pod.condition),
          ]),
        ]),
  ];
  if (status.versions.length > 0) {
    parts.push(
      plainTable([
        ['version', 'workload', 'ready'].map(dim),
        ...status.versions.map(({ version, name, ready, wanted }) => [
          version,
          name,
          (ready < wanted ? yellow : green)(`${ready}/${wanted}`),
        ]),
      ]),
    );
  }
  if (status.changes.length > 0) {
    parts.push(
      plainTable([
        ['last changes', '', 'by'].map(dim),
        ...status.changes.map(({ at, what, by }) => [at, what, by]),
      ]),
    );
  }
  return parts.join('\n\n');
}

function holdLines({ hold }: StatusView, { dim, yellow }: Colors): string {
  if (!hold) return `${dim('hold')}  none`;
  return [
    yellow(`hold  ${hold.share} % by ${hold.by} since ${hold.since} (${hold.trigger})`),
    `      ${hold.reason}`,
    ...(hold.evidence === '' ? [] : [`      seen: ${hold.evidence}`]),
    `      release it with: ${hold.release}`,
  ].join('\n');
}
