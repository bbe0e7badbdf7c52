import { describeFrozen, frozenAt } from '../freeze';
import { floors } from '../capacity';
import { nextShare, soakSecondsAt } from '../plan-order';
import { gateMode } from '../service/monitoring';
import { planInForce } from '../service/plan';
import { describeSeconds, soakEnd } from '../soak-time';
import type { Service } from '../service/service';
import type { Share } from '../share';
import { assess } from './assess';
import type { Evidence } from './evidence';
import { evidenceAgainst, type Stored } from './evidence-against';
import { describeCount, describeValue } from './quantity';

/** What is known of a stack when its share may be about to rise. */
export interface OutlookFacts {
  readonly service: Service;
  /** The desired share of the last update; 0 before the first. */
  readonly share: Share;
  /** Since when it has been desired, ISO 8601 in UTC; `undefined` where nobody knows. */
  readonly since: string | undefined;
  /** The share that is asked for. */
  readonly desired: Share;
  readonly stored: Stored;
  /** Ready pods of V2. */
  readonly readyV2: number;
  readonly now: Date;
}

/** @returns what stands for and against the next rise, for whoever reviews a change: gates, soak, capacity, freezes. */
export function outlook(facts: OutlookFacts): string {
  const { service, share, desired } = facts;
  const plan = planInForce(service);
  const next = desired > share ? desired : nextShare(plan, share);
  const aim = next === undefined ? 'the end of the plan' : `next ${next} %`;
  return [
    `${service.name} at ${share} %, ${aim}; gates: ${gateMode(service.monitoring)}`,
    ...gateTable(facts.stored),
    '',
    ...columns([
      ['evidence', evidenceLine(facts, next)],
      ['soak', soakLine(facts)],
      ['capacity', capacityLine(facts, next)],
      ['freeze', freezeLine(facts)],
    ]),
  ].join('\n');
}

function gateTable(stored: Stored): string[] {
  if (stored.kind !== 'evidence') return [];
  const rows = stored.evidence.gates.map((gate) => [
    gate.name,
    gate.dryRun ? `${gate.weight}, dry run` : gate.weight,
    gate.verdict,
    describeValue(gate.value, gate.unit),
    describeValue(gate.v1Value, gate.unit),
    gate.bound,
    gate.minimumSamples === 0
      ? '-'
      : `${gate.samples === null ? '-' : describeCount(gate.samples)} of ${describeCount(gate.minimumSamples)}`,
  ]);
  return columns([['gate', 'weight', 'verdict', 'V2', 'V1', 'bound', 'samples'], ...rows]);
}

function evidenceLine({ service, share, stored, now }: OutlookFacts, next: number = share): string {
  const to = next > share ? next : share + 1;
  const against = evidenceAgainst({ service, from: share, to, stored, now });
  const told = stored.kind === 'evidence' ? `${describeEvidence(stored.evidence, now)}; ` : '';
  if (against === undefined) return `${told}the share may rise`;
  return `${told}${against.split('\n').join(' ')}`;
}

function describeEvidence({ at, verdict, since, gates }: Evidence, now: Date): string {
  const age = Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1_000));
  return verdict === 'pass'
    ? `${assess(gates).message} since ${since}, judged ${age} s ago`
    : `${verdict} since ${since}, judged ${age} s ago`;
}

function soakLine({ service, share, since, now }: OutlookFacts): string {
  const needed = soakSecondsAt(planInForce(service), share);
  if (needed === 0) return 'none asked for';
  const asked = `${describeSeconds(needed)} at ${share} %`;
  const end = soakEnd(since, needed);
  if (end === undefined) return `${asked}: nobody knows since when`;
  if (now >= end) return `${asked}: over since ${end.toISOString()}`;
  return `${asked}: ${describeLeft(end.getTime() - now.getTime())} left, until ${end.toISOString()}`;
}

/** In the two largest units, rounded up: `2d 3h`, `14m`. */
function describeLeft(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  const parts = [
    [Math.floor(minutes / 1_440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'm'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .slice(0, 2)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ');
}

function capacityLine({ service, readyV2, share }: OutlookFacts, next: number = share): string {
  const { v2 } = floors(service, next, 'serving');
  const enough = readyV2 >= v2 ? '' : ': the update scales it up first';
  return `V2 has ${readyV2} ready ${readyV2 === 1 ? 'pod' : 'pods'}, and needs ${v2} at ${next} %${enough}`;
}

function freezeLine({ service, now }: OutlookFacts): string {
  const frozen = frozenAt(service.freezes, now);
  return frozen === undefined ? 'none' : describeFrozen(frozen);
}

/** @returns a line for each row, its columns two spaces apart. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
