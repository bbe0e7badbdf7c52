import type { BuiltInName } from '../model/gates/built-in';
import type { Gate } from '../model/gates/gate';
import { namesVersion } from '../model/gates/template';
import { VERSIONS, type Version } from '../model/names';
import type { Row, Sheet } from './frame';
import { absoluteBound, gatePanels, gateQuery, gateTitle } from './gate-panels';
import { figure, timeSeries, type AnyPanel } from './panels';
import type { Subject } from './subject';

/** The objectives that a budget can be made from: parts of all requests. */
const BUDGETED: readonly BuiltInName[] = ['error-rate', 'availability', 'fallback-rate'];
const BARE: BuiltInName = 'p95';

/** Time over which a budget is counted. */
const PERIOD = '30d';

/**
 * Burn rates worth an alert, with the windows they are seen in: at 14.4 a budget of 30 days is gone in two days, at 6
 * in five (Site Reliability Workbook, chapter 5).
 */
const FAST_BURN = 14.4;
const WINDOWS = ['5m', '1h', '6h'] as const;

/** Does each version keep what the service promises, and how much may still go wrong? */
export function objectives({ name, gates }: Subject): Sheet {
  return {
    slug: 'objectives',
    title: 'objectives and error budgets',
    description: `Whether each version of ${name} keeps what the service promises, how much of its error budget is left, and how fast it is used.`,
    from: 'now-24h',
    rows: gates.flatMap((gate) => rowsOf(gate)),
  };
}

function rowsOf(gate: Gate): Row[] {
  const of = (names: readonly string[]): boolean => names.includes(gate.name);
  if (of([BARE])) return [{ title: gateTitle(gate), panels: gatePanels(gate) }];
  const allowed = of(BUDGETED) ? allowedPart(gate) : undefined;
  if (allowed === undefined) return [];
  return [
    { title: gateTitle(gate), panels: [...gatePanels(gate), ...budgetPanels(gate, allowed)] },
  ];
}

/** @returns the part of the requests that may go wrong; `undefined` where none may, or no bound says so. */
function allowedPart(gate: Gate): number | undefined {
  const { atMost, atLeast } = absoluteBound(gate) ?? {};
  const part = atMost ?? (atLeast === undefined ? 0 : Number((1 - atLeast).toPrecision(6)));
  return part > 0 ? part : undefined;
}

/** How many times faster than allowed the budget was used over a window. */
function burn(gate: Gate, allowed: number, version: Version, window: string): string {
  const value = gateQuery(gate, version, window);
  return gate.atMost === undefined ? `(1 - (${value})) / ${allowed}` : `(${value}) / ${allowed}`;
}

function budgetPanels(gate: Gate, allowed: number): AnyPanel[] {
  const versions = namesVersion(gate.query) ? VERSIONS : (['v2'] as const);
  const part = `${Number((allowed * 100).toPrecision(6))} % of the requests`;
  return [
    figure(
      {
        title: `Budget left: ${gate.name}`,
        description: `Part of the budget of ${PERIOD}, ${part}, that is left. Below 0 more went wrong than was allowed.`,
        unit: 'percentunit',
        span: 6,
        lines: versions.map((version) => ({
          expr: `1 - ${burn(gate, allowed, version, PERIOD)}`,
          legend: version.toUpperCase(),
        })),
      },
      { high: true, bound: { atLeast: 0 } },
    ),
    timeSeries(
      {
        title: `Burn rate: ${gate.name}`,
        description: `How many times faster than allowed V2 uses the budget, over several windows. Above ${FAST_BURN} in both the shortest and the next one, the budget of ${PERIOD} is gone in two days.`,
        unit: 'none',
        span: 18,
        lines: WINDOWS.map((window) => ({
          expr: burn(gate, allowed, 'v2', window),
          legend: `V2 over ${window}`,
        })),
      },
      { atMost: FAST_BURN },
    ),
  ];
}
