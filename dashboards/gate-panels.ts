import type { Gate } from '../model/gates/gate';
import { namesVersion, renderQuery } from '../model/gates/template';
import type { Version } from '../model/names';
import { figure, timeSeries, type AnyPanel, type Bound, type Line } from './panels';

/** Units of gates as Grafana names them. The requirements count in euros. */
const UNITS: Readonly<Record<Gate['unit'], string>> = {
  ratio: 'percentunit',
  seconds: 's',
  count: 'short',
  currency: 'currencyEUR',
  number: 'none',
};

/** @returns what the gate asks of a version, over its own window unless told otherwise. */
export function gateQuery(gate: Gate, version: Version, window = gate.window): string {
  return renderQuery(gate.query, {
    service: '$service',
    namespace: '$namespace',
    version,
    window,
  });
}

/** @returns the bound on V2 that does not depend on V1; `undefined` where there is none. */
export function absoluteBound({ atLeast, atMost }: Gate): Bound | undefined {
  if (atLeast === undefined && atMost === undefined) return undefined;
  return {
    ...(atLeast === undefined ? {} : { atLeast }),
    ...(atMost === undefined ? {} : { atMost }),
  };
}

/** A gate as a line of panels: V2 against its bound now, and both versions over time. */
export function gatePanels(gate: Gate): AnyPanel[] {
  const bound = absoluteBound(gate);
  const unit = UNITS[gate.unit];
  const description = `${sentence(gate.description)} ${told(gate)}`;
  return [
    figure(
      {
        title: `${gateTitle(gate)} now`,
        description: `What V2 has now. ${description}`,
        unit,
        span: 6,
        lines: [{ expr: gateQuery(gate, 'v2'), legend: 'V2' }],
      },
      { high: true, ...(bound ? { bound } : {}) },
    ),
    timeSeries({ title: gateTitle(gate), description, unit, span: 18, lines: lines(gate) }, bound),
  ];
}

function lines(gate: Gate): Line[] {
  const v2 = { expr: gateQuery(gate, 'v2'), legend: 'V2' };
  if (!namesVersion(gate.query)) return [v2];
  const v1 = gateQuery(gate, 'v1');
  return [
    { expr: v1, legend: 'V1' },
    v2,
    ...relative(gate).map(({ words, operation }) => ({
      expr: `(${v1}) ${operation}`,
      legend: `bound: ${words}`,
    })),
  ];
}

/** The bounds that follow V1, drawn as lines of their own. */
function relative({ comparedToV1 }: Gate): { words: string; operation: string }[] {
  const { atLeastTimes, atMostTimes, atLeastMore, atMostMore } = comparedToV1 ?? {};
  const bounds = [
    ['at least', '*', atLeastTimes],
    ['at most', '*', atMostTimes],
    ['at least', '+', atLeastMore],
    ['at most', '+', atMostMore],
  ] as const;
  return bounds.flatMap(([side, sign, by]) =>
    by === undefined ? [] : [{ words: `${side} V1 ${sign} ${by}`, operation: `${sign} ${by}` }],
  );
}

/** How a gate judges, for the description of its panels. */
function told(gate: Gate): string {
  const bounds = [
    ...(gate.atLeast === undefined ? [] : [`at least ${gate.atLeast}`]),
    ...(gate.atMost === undefined ? [] : [`at most ${gate.atMost}`]),
    ...relative(gate).map(({ words }) => words),
  ];
  const samples = gate.minimumSamples > 0 ? `, from ${gate.minimumSamples} samples on` : '';
  const dry = gate.dryRun ? ' It is judged on trial and stops nothing.' : '';
  return `Gate '${gate.name}' (${gate.weight}) asks for ${bounds.join(' and ')} over ${gate.window}${samples}.${dry}`;
}

/** @returns the name of a gate for people: `cache-hits` is Cache hits. */
export function gateTitle({ name }: Gate): string {
  const words = name.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);
