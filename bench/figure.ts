import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainTable } from '../cli/plain-table';

/** How a figure is held against its bound; `stated`: it has none, and is told for what it is. */
type Comparison = 'at most' | 'at least' | 'exactly' | 'stated';

/** One measured figure with what it has to reach. */
export interface Figure {
  /** Unique among all figures; the name of its result file. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly comparison: Comparison;
  /** `null` for a figure that is only stated. */
  readonly bound: number | null;
  /** The single measurements behind the value. */
  readonly runs: readonly number[];
}

/** @returns whether the figure reaches its bound; one without a bound does as long as it is a number. */
export function holds({ value, comparison, bound }: Figure): boolean {
  if (comparison === 'stated' || bound === null) return Number.isFinite(value);
  if (comparison === 'exactly') return value === bound;
  return comparison === 'at most' ? value <= bound : value >= bound;
}

/** Writes `<name>.json` for each figure. */
export function writeResults(folder: string, figures: readonly Figure[]): void {
  mkdirSync(folder, { recursive: true });
  for (const figure of figures) {
    const { name, value, unit, bound, runs } = figure;
    const result = { name, value, unit, bound, holds: holds(figure), runs };
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  }
}

/** @returns every figure with its bound, one a line. */
export function renderFigures(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${rounded(figure.value)} ${figure.unit}`,
    figure.bound === null ? 'stated' : `${figure.comparison} ${figure.bound} ${figure.unit}`,
    holds(figure) ? 'yes' : 'NO',
  ]);
  return plainTable([['figure', 'value', 'to reach', 'holds'], ...rows]);
}

/** @returns the q-quantile (0 to 1) by the nearest rank. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
  if (value === undefined) throw new Error('a quantile of nothing was asked for');
  return value;
}

/** @returns the number with four significant digits at most. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
