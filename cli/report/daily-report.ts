import type { AbResult } from '../../model/ab/compare';
import type { DeliveryFigures } from '../../model/delivery';
import { plannedShares } from '../../model/plan-order';
import type { Plan } from '../../model/service/plan';
import type { GatesView } from '../gates/gates-view';
import type { TimelineEntry } from '../history/timeline';
import type { ReportDay } from './day';
import type { DaySeries, GateDay } from './day-series';
import { incidentsOf, type Incident } from './incidents';
import { recommend, type Recommendation } from './recommend';

/** What `cutover report --json` prints. What is not known is null or empty, and told in `missing`. */
export interface DailyReport {
  readonly format: 1;
  readonly service: string;
  readonly stack: string;
  /** UTC. */
  readonly date: string;
  readonly from: string;
  readonly until: string;
  readonly plan: {
    readonly name: string;
    readonly shares: readonly number[];
  } | null;
  /** As requirement 000 asks for them. */
  readonly summary: {
    /** The desired share at the end of the day. */
    readonly migrationPercentage: number | null;
    readonly phase: string | null;
    /** V2's precision minus V1's, part of 1. */
    readonly precisionGain: number | null;
    /** V2's 95th percentile against V1's: 0.1 is a tenth slower. */
    readonly performanceImpact: number | null;
    /** Part of satisfied users on V2. */
    readonly userFeedback: number | null;
  };
  readonly recommendation: Recommendation;
  readonly series: DaySeries | null;
  /** V1 and V2 over the day, as `cutover ab` compares them. */
  readonly ab: AbResult | null;
  /** Live; null for a day that is over. */
  readonly gates: GatesView | null;
  readonly deployments: readonly TimelineEntry[];
  readonly incidents: readonly Incident[];
  readonly delivery: DeliveryFigures | null;
  readonly missing: readonly string[];
}

export interface ReportFacts {
  readonly service: string;
  readonly stack: string;
  readonly day: ReportDay;
  readonly plan: { readonly name: string; readonly plan: Plan } | undefined;
  readonly series: DaySeries | undefined;
  readonly ab: AbResult | undefined;
  readonly gates: GatesView | undefined;
  /** Latest first. */
  readonly entries: readonly TimelineEntry[];
  readonly delivery: DeliveryFigures | undefined;
  readonly missing: readonly string[];
}

export function dailyReport(facts: ReportFacts): DailyReport {
  const { day, series, gates, entries, plan } = facts;
  const until = day.until.getTime();
  const applied = entries.find(
    ({ kind, result, at, share }) =>
      kind === 'update' && result === 'succeeded' && share !== null && Date.parse(at) <= until,
  );
  const of = (...names: string[]): GateDay | undefined =>
    series?.gates.find(({ name }) => names.includes(name));
  const precision = of('precision');
  const p95 = of('p95');
  return {
    format: 1,
    service: facts.service,
    stack: facts.stack,
    date: day.date,
    from: day.from.toISOString(),
    until: day.until.toISOString(),
    plan: plan
      ? { name: plan.name, shares: plannedShares(plan.plan).map(({ share }) => share) }
      : null,
    summary: {
      migrationPercentage: series?.desired.at(-1)?.value ?? applied?.share ?? null,
      phase: applied?.phase ?? gates?.phase ?? null,
      precisionGain: change(precision, (v2, v1) => v2 - v1),
      performanceImpact: change(p95, (v2, v1) => (v1 === 0 ? null : v2 / v1 - 1)),
      userFeedback: of('satisfaction')?.v2Day ?? null,
    },
    recommendation: recommend(gates),
    series: series ?? null,
    ab: facts.ab ?? null,
    gates: gates ?? null,
    deployments: entries.filter(
      ({ kind, at }) =>
        kind === 'update' && Date.parse(at) >= day.from.getTime() && Date.parse(at) <= until,
    ),
    incidents: incidentsOf(entries, series, day),
    delivery: facts.delivery ?? null,
    missing: facts.missing,
  };
}

function change(
  gate: GateDay | undefined,
  by: (v2: number, v1: number) => number | null,
): number | null {
  if (!gate || gate.v2Day === null || gate.v1Day === null) return null;
  return by(gate.v2Day, gate.v1Day);
}
