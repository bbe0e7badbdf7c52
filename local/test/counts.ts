import { z } from 'zod';

/** How many tests of a stage passed and failed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** What counts of jest's `--json` report. */
const jestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  /** Files that did not even load: none of their tests is counted elsewhere. */
  numRuntimeErrorTestSuites: z.number(),
});

/**
 * @param exitCode - of the stage's program.
 * @param report - the text of jest's report; undefined for a stage that has none.
 * @returns its counts. A stage that failed never counts as clean: where its figures name no failure, or
 * there are none, the stage itself is one.
 */
export function countsOf(exitCode: number, report: string | undefined): Counts {
  const own = exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (report === undefined) return own;
  const figures = jestReport.parse(JSON.parse(report));
  const failed = figures.numFailedTests + figures.numRuntimeErrorTestSuites;
  return {
    passed: figures.numPassedTests,
    failed: failed === 0 ? own.failed : failed,
  };
}

export function sum(counts: readonly Counts[]): Counts {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
  };
}
