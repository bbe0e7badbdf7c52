import type { Colors } from 'picocolors/types';
import type { GateResult } from '../../model/gates/evidence';
import { describeCount, describeValue } from '../../model/gates/quantity';
import type { Verdict } from '../../model/gates/verdict';
import { describeHold } from '../../model/hold';
import { describeTime } from '../describe-time';
import { plainTable } from '../plain-table';
import type { GatesView } from './gates-view';

/** @returns what `cutover gates` prints, without a line feed at the end. */
export function renderGates(view: GatesView, colors: Colors): string {
  const { bold, dim, yellow } = colors;
  const { service, stack, share, phase, gates, pages, next } = view;
  const told = gates.filter(({ verdict }) => verdict !== 'pass').map(({ message }) => message);
  const state = plainTable([
    [dim('hold'), view.hold === null ? 'none' : yellow(describeHold(view.hold))],
    [dim('freeze'), freezeOf(view, colors)],
    [dim('soak'), soakOf(view)],
    [dim('next'), nextOf(view, colors)],
  ]);
  const sections = [
    [
      `${bold(service)} ${dim(`(stack ${stack})`)} at ${share} %, phase ${phase}`,
      verdictLine(view, colors),
    ],
    gates.length > 0 ? [gateTable(view, colors)] : [],
    [...told, ...pages.map((page) => yellow(`somebody is paged: ${page}`))],
    [
      state,
      ...next.reasons.map((reason) => `  ${reason}`),
      ...next.warnings.map((warning) => yellow(`  warning: ${warning}`)),
    ],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const PAINT = {
  pass: 'green',
  fail: 'red',
  error: 'red',
  'no-data': 'yellow',
  inconclusive: 'yellow',
} as const satisfies Record<Verdict, keyof Colors>;

const painted = (verdict: Verdict, colors: Colors): string => colors[PAINT[verdict]](verdict);

function verdictLine(view: GatesView, colors: Colors): string {
  const { verdict, since, ageSeconds, lifetimeSeconds, current, mode } = view;
  if (mode === 'off') return colors.yellow('no gates: monitoring.gates is off in the service file');
  if (verdict === null || ageSeconds === null) {
    return colors.yellow('no evidence: nothing has been judged yet; see that the guard runs');
  }
  const age = `judged ${describeTime(ageSeconds)} ago, counts for ${describeTime(lifetimeSeconds)}`;
  const old = current
    ? ''
    : colors.yellow('; it does not count for the share, the gates and the time that are now');
  return `${painted(verdict, colors)} since ${since ?? '?'} (${age})${old}`;
}

function gateTable({ gates, at, ageSeconds }: GatesView, colors: Colors): string {
  const age = (time: string): number =>
    (ageSeconds ?? 0) + (Date.parse(at ?? time) - Date.parse(time)) / 1_000;
  const head = ['gate', 'weight', 'verdict', 'v2', 'v1', 'bound', 'samples', 'window', 'age'];
  return plainTable([
    head.map(colors.dim),
    ...gates.map((gate) => [
      gate.name,
      gate.dryRun ? `${gate.weight} (dry run)` : gate.weight,
      painted(gate.verdict, colors),
      describeValue(gate.value, gate.unit),
      describeValue(gate.v1Value, gate.unit),
      gate.bound,
      samplesOf(gate),
      gate.window,
      describeTime(age(gate.at)),
    ]),
  ]);
}

function samplesOf({ samples, minimumSamples }: GateResult): string {
  if (minimumSamples === 0) return '-';
  const have = samples === null ? '?' : describeCount(samples);
  return `${have} of ${describeCount(minimumSamples)}`;
}

function freezeOf({ freeze }: GatesView, { yellow }: Colors): string {
  if (freeze === null) return 'none';
  const until = freeze.until === null ? '' : ` until ${freeze.until}`;
  return yellow(`frozen${until}: ${freeze.reason}`);
}

function soakOf({ soak }: GatesView): string {
  if (soak.seconds === 0) return 'none is asked for';
  const whole = describeTime(soak.seconds);
  if (soak.leftSeconds === null || soak.until === null) {
    return `${whole}; nobody knows since when the share is what it is`;
  }
  if (soak.leftSeconds === 0) return `over since ${soak.until} (${whole})`;
  return `${describeTime(soak.leftSeconds)} of ${whole} left, until ${soak.until}`;
}

function nextOf({ next }: GatesView, { green, yellow }: Colors): string {
  if (next.share === null) return 'the plan ends here';
  if (next.reasons.length === 0) return green(`${next.share} %: nothing speaks against it`);
  return yellow(`${next.share} % is refused:`);
}
