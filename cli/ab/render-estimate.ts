import type { RunEstimates } from '../../model/ab/run-estimate';
import { count, plain } from '../../model/judge/words';
import { plainTable } from '../plain-table';

/** @returns for each step of the plan how long V2 must serve there before it has shown anything. */
export function renderEstimate({ requestsPerSecond, requests, steps }: RunEstimates): string {
  const needed = (requests: number | null): string => (requests === null ? '-' : count(requests));
  const head = ['phase', 'share', 'soak', 'errors at 5 %', 'errors at 1 %', 'A/B samples'];
  const counts = [
    '',
    '',
    '',
    needed(requests.errorsToFivePercent),
    needed(requests.errorsToOnePercent),
    requests.abSamples === 0 ? '-' : count(requests.abSamples),
  ];
  const rows = steps.map(({ phase, share, soak, ...step }) => [
    phase,
    `${share} %`,
    soak,
    time(step.errorsToFivePercent),
    time(step.errorsToOnePercent),
    requests.abSamples === 0 ? '-' : time(step.abSamples),
  ]);
  return [
    `at ${plain(requestsPerSecond)} requests a second: requests of V2, and at each share the time, until it shows`,
    '(false alarms 0.1 %, power 95 %)',
    '',
    plainTable([head, counts, ...rows]),
  ].join('\n');
}

const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'm'],
  [1, 's'],
] as const;

/** @returns for example `2.5 h`; `never` at a share of 0. */
function time(seconds: number | null): string {
  if (seconds === null) return 'never';
  const [length, unit] = UNITS.find(([least]) => seconds >= least) ?? [1, 's'];
  return `${Number((seconds / length).toPrecision(2))} ${unit}`;
}
