import type { Gate, Unit } from '../../model/gates/gate';
import { asksV1 } from '../../model/gates/gates-of';
import { renderQuery, variablesOf } from '../../model/gates/template';
import { VERDICTS, type Verdict } from '../../model/gates/verdict';
import type { Version } from '../../model/names';
import type { Share } from '../../model/share';
import type { Point, Prometheus } from '../../prometheus/reading';
import type { ReportDay } from './day';

/** V1 and V2 over the day by one gate. Values that were not measured are null, and their points missing. */
export interface GateDay {
  readonly name: string;
  readonly description: string;
  readonly unit: Unit;
  /** Absolute bounds on V2; null where there is none. */
  readonly atLeast: number | null;
  readonly atMost: number | null;
  readonly v1: readonly Point[];
  readonly v2: readonly Point[];
  /** Over the whole day. */
  readonly v1Day: number | null;
  readonly v2Day: number | null;
}

/** What Prometheus knows of the day. */
export interface DaySeries {
  readonly desired: readonly Point[];
  readonly effective: readonly Point[];
  readonly observed: readonly Point[];
  /** Limit of the hold; 100 is none. */
  readonly hold: readonly Point[];
  /** In the order of time, one for each change. */
  readonly verdicts: readonly { readonly at: number; readonly verdict: Verdict }[];
  readonly gates: readonly GateDay[];
}

export interface SeriesPlace {
  readonly service: string;
  readonly namespace: string;
}

/** Points of a chart: more are not seen. */
const POINTS = 288;

/** Everything that is asked of Prometheus for one report. */
export class DayReader {
  /** What could not be read, a line each. */
  readonly missing: string[] = [];

  constructor(
    private readonly prometheus: Prometheus,
    private readonly place: SeriesPlace,
    private readonly day: ReportDay,
  ) {}

  /** @returns undefined when Prometheus does not answer at all. */
  async read(gates: readonly Gate[], share: Share): Promise<DaySeries | undefined> {
    const up = await this.prometheus.instant('vector(1)');
    if (up.kind === 'error') {
      this.missing.push(`series: ${up.message}`);
      return undefined;
    }
    const [desired, effective, observed, hold] = await Promise.all([
      this.line('the desired share', this.gateway('max', 'cutover_share_desired')),
      this.line('the effective share', this.gateway('max', 'cutover_share_effective')),
      this.line('the observed share', this.gateway('min', 'cutover_share_observed')),
      this.line('holds', this.gateway('min', 'cutover_hold')),
    ]);
    const verdicts = await this.verdicts();
    const days: GateDay[] = [];
    for (const gate of gates) days.push(await this.gate(gate, asksV1(gate, share)));
    return { desired, effective, observed, hold, verdicts, gates: days };
  }

  private gateway(how: 'max' | 'min', metric: string): string {
    return `${how}(${metric}${this.selector()})`;
  }

  private selector(): string {
    const { namespace, service } = this.place;
    return `{namespace="${namespace}",service="${service}"}`;
  }

  private async gate(gate: Gate, withV1: boolean): Promise<GateDay> {
    const { name, description, unit, atLeast = null, atMost = null } = gate;
    const [v2, v1] = await Promise.all([
      this.line(`${name} of v2`, this.query(gate, 'v2', gate.window)),
      withV1 ? this.line(`${name} of v1`, this.query(gate, 'v1', gate.window)) : [],
    ]);
    const [v2Day, v1Day] = await Promise.all([
      this.overDay(gate, 'v2', v2),
      withV1 ? this.overDay(gate, 'v1', v1) : null,
    ]);
    return { name, description, unit, atLeast, atMost, v1, v2, v1Day, v2Day };
  }

  /** A query with a window is asked for the day as one window; of any other the mean is taken. */
  private async overDay(
    gate: Gate,
    version: Version,
    points: readonly Point[],
  ): Promise<number | null> {
    if (points.length === 0) return null;
    if (!variablesOf(gate.query).some(({ name }) => name === 'window')) {
      return points.reduce((sum, { value }) => sum + value, 0) / points.length;
    }
    const { from, until } = this.day;
    const window = `${Math.max(60, Math.round((until.getTime() - from.getTime()) / 1_000))}s`;
    const span = { start: until, end: until, stepSeconds: 60 };
    const reading = await this.prometheus.range(this.query(gate, version, window), span);
    const value = reading.kind === 'series' ? reading.series[0]?.points.at(-1)?.value : undefined;
    return value !== undefined && Number.isFinite(value) ? value : null;
  }

  private query({ query }: Gate, version: Version, window: string): string {
    return renderQuery(query, { ...this.place, version, window });
  }

  private async line(what: string, query: string): Promise<readonly Point[]> {
    const reading = await this.prometheus.range(query, this.span());
    if (reading.kind === 'error') {
      this.missing.push(`${what}: ${reading.message}`);
      return [];
    }
    const points = (reading.series[0]?.points ?? []).filter(({ value }) => Number.isFinite(value));
    if (points.length === 0) this.missing.push(`${what}: no data`);
    return points;
  }

  private async verdicts(): Promise<DaySeries['verdicts']> {
    const query = `max by (verdict) (cutover_verdict${this.selector()})`;
    const reading = await this.prometheus.range(query, this.span());
    const series = reading.kind === 'series' ? reading.series : [];
    const found = series.flatMap(({ labels, points }) => {
      const verdict = VERDICTS.find((known) => known === labels['verdict']);
      return verdict
        ? points.filter(({ value }) => value === 1).map(({ at }) => ({ at, verdict }))
        : [];
    });
    if (found.length === 0) {
      this.missing.push(`verdicts: ${reading.kind === 'error' ? reading.message : 'no data'}`);
    }
    return found
      .sort((a, b) => a.at - b.at)
      .filter(({ verdict }, index, all) => verdict !== all[index - 1]?.verdict);
  }

  private span() {
    const { from: start, until: end } = this.day;
    const seconds = (end.getTime() - start.getTime()) / 1_000;
    return { start, end, stepSeconds: Math.max(15, Math.ceil(seconds / POINTS)) };
  }
}
