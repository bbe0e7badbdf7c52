import type { Colors } from 'picocolors/types';
import { plainTable } from './plain-table';
import type { CheckResult, SmokeResult } from './smoke';

/** @returns a table of the checks, what is wrong with each below it, and the verdict. */
export function renderSmoke({ results, ...sum }: SmokeResult, colors: Colors): string {
  if (results.length === 0) return `${colors.yellow('no-data')}: there is no check to run`;
  const paint = { pass: colors.green, fail: colors.red, 'no-data': colors.yellow };
  const rows = results.map(({ verdict, version, milliseconds, check }) => [
    paint[verdict](verdict),
    version,
    `${milliseconds} ms`,
    check,
  ]);
  const lines = plainTable(rows).split('\n');
  const told = results.flatMap((result, index) => [lines[index] ?? '', ...problems(result)]);
  const { verdict, passed, failed, noData } = sum;
  const counts = `${passed} passed, ${failed} failed, ${noData} without data`;
  return [...told, '', `${paint[verdict](verdict)}: ${counts}`].join('\n');
}

const problems = ({ problems: lines }: CheckResult): string[] => lines.map((line) => `    ${line}`);
