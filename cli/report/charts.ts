import type { Point } from '../../prometheus/reading';
import type { DailyReport } from './daily-report';
import type { GateDay } from './day-series';

/** A chart to be drawn, in Vega-Lite. */
export interface Chart {
  readonly title: string;
  /** What is seen in it, for whoever does not see it. */
  readonly description: string;
  readonly spec: object;
  /** The same for a phone, where it is else too wide to be read. */
  readonly narrow?: object;
}

/** Colours are variables of the page's style, so that dark and light come from one drawing. */
const COLOR = {
  v1: 'var(--v1)',
  v2: 'var(--v2)',
  bound: 'var(--bad)',
  text: 'var(--muted)',
  line: 'var(--line)',
} as const;

const CONFIG = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: COLOR.text,
    gridColor: COLOR.line,
    domainColor: COLOR.line,
    tickColor: COLOR.line,
    labelFontSize: 11,
    titleColor: COLOR.text,
  },
} as const;

const SHARES = { domain: [0, 100], title: '%' } as const;

/** @returns the shares over the day; undefined where nothing is known of them. */
export function shareChart(report: DailyReport): Chart | undefined {
  const { series, deployments, summary } = report;
  const desired = series?.desired.length ? series.desired : fromHistory(report);
  const observed = series?.observed ?? [];
  if (desired.length === 0 && observed.length === 0) return undefined;
  const layer = [
    step(series?.effective ?? [], { type: 'area', color: COLOR.v2, fillOpacity: 0.14 }),
    step(observed, { type: 'line', color: COLOR.v2, strokeWidth: 2.5 }),
    step(desired, { type: 'line', color: COLOR.v1, strokeWidth: 1.5, strokeDash: [5, 4] }),
  ];
  const range = desired.map(({ value }) => value);
  const spread =
    range.length === 0
      ? ''
      : ` The desired share lay between ${Math.min(...range)} and ${Math.max(...range)} %.`;
  return {
    title: 'Share of V2 over the day',
    description: `Shares in percent over ${report.date}, in UTC.${spread} It ended at ${summary.migrationPercentage ?? 'an unknown share'} %, after ${deployments.length} updates.`,
    spec: spec(report, 720, 200, layer, SHARES),
    narrow: spec(report, 320, 170, layer, SHARES),
  };
}

/** @returns V1 beside V2 over the day by one gate; undefined where neither was measured. */
export function gateChart(report: DailyReport, gate: GateDay): Chart | undefined {
  if (gate.v1.length === 0 && gate.v2.length === 0) return undefined;
  const factor = gate.unit === 'ratio' ? 100 : gate.unit === 'seconds' ? 1_000 : 1;
  const scaled = (points: readonly Point[]): Point[] =>
    points.map(({ at, value }) => ({ at, value: value * factor }));
  const bounds = [gate.atLeast, gate.atMost].filter((bound) => bound !== null);
  const layer = [
    line(scaled(gate.v1), { color: COLOR.v1, strokeWidth: 1.5 }),
    line(scaled(gate.v2), { color: COLOR.v2, strokeWidth: 2 }),
    ...bounds.map((bound) => ({
      data: { values: [{ value: bound * factor }] },
      mark: { type: 'rule', color: COLOR.bound, strokeDash: [4, 4] },
      encoding: { y: { field: 'value', type: 'quantitative' } },
    })),
  ];
  const title = { ratio: '%', seconds: 'ms', count: '', currency: '', number: '' }[gate.unit];
  return {
    title: gate.name,
    description: `${gate.description}, V1 and V2 over the day${bounds.length > 0 ? ', with the bound' : ''}.`,
    spec: spec(report, 340, 130, layer, { zero: false, title }),
  };
}

function spec(
  { from, until }: DailyReport,
  width: number,
  height: number,
  layer: readonly object[],
  y: { readonly domain?: readonly number[]; readonly zero?: boolean; readonly title: string },
): object {
  const x = {
    field: 'at',
    type: 'temporal',
    scale: { type: 'utc', domain: [Date.parse(from), Date.parse(until)] },
    axis: { format: '%H:%M', title: null, grid: false, tickCount: width < 400 ? 4 : 8 },
  };
  const { title, ...scale } = y;
  return {
    width,
    height,
    config: CONFIG,
    encoding: {
      x,
      y: {
        field: 'value',
        type: 'quantitative',
        scale: { ...scale, nice: true },
        axis: {
          title: title === '' ? null : title,
          titleAngle: 0,
          tickCount: 4,
          domain: false,
          ticks: false,
        },
      },
    },
    // A rule has no time: it takes no x from all.
    layer: layer.map((one) =>
      'encoding' in one ? { ...one, encoding: { x: null, ...(one.encoding as object) } } : one,
    ),
  };
}

const values = (points: readonly Point[]): object => ({
  values: points.map(({ at, value }) => ({ at: at * 1_000, value })),
});

const step = (points: readonly Point[], mark: object): object => ({
  data: values(points),
  mark: { interpolate: 'step-after', ...mark },
});

const line = (points: readonly Point[], mark: object): object => ({
  data: values(points),
  mark: { type: 'line', interpolate: 'linear', ...mark },
});

/** The desired share by the updates of the day, where no series tells it. */
function fromHistory({ deployments, from, until, summary }: DailyReport): Point[] {
  const done = deployments.filter(({ result, share }) => result === 'succeeded' && share !== null);
  const first = done.at(-1)?.from ?? summary.migrationPercentage;
  if (first === null) return [];
  const points = done.map(({ at, share }) => ({ at: Date.parse(at) / 1_000, value: share ?? 0 }));
  const last = points[0]?.value ?? first;
  return [
    { at: Date.parse(from) / 1_000, value: first },
    ...points.reverse(),
    { at: Date.parse(until) / 1_000, value: last },
  ];
}
