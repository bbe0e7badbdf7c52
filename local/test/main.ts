import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { projectRoot } from '../settings';
import { optionValue } from '../setup/arguments';
import { runChild } from '../setup/child.mjs';
import { elapsed } from '../setup/progress';
import { type Counts, countsOf, sum } from './counts';
import { type Stage, chosenStages } from './stages';

/** Exit codes above this one mean that a signal ended the stage. */
const endedBySignal = 128;

async function main(): Promise<Counts> {
  const chosen = chosenStages(optionValue(process.argv.slice(2), '--only'));
  const folder = mkdtempSync(join(tmpdir(), 'cutover-test-'));
  const outcomes: { stage: Stage; counts: Counts; took: number }[] = [];
  try {
    for (const [index, stage] of chosen.entries()) {
      console.log(`\n=== [${String(index + 1)}/${String(chosen.length)}] ${stage.name} ===`);
      const started = Date.now();
      const report = join(folder, `${stage.name}.json`);
      const [command = '', ...args] = stage.command.map((part) => part.replace('{report}', report));
      const exitCode = await runChild(command, args, { cwd: projectRoot });
      const text = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
      outcomes.push({ stage, counts: countsOf(exitCode, text), took: Date.now() - started });
      if (exitCode > endedBySignal) break;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log('');
  for (const { stage, counts, took } of outcomes) {
    const { passed, failed } = counts;
    const figures = `${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed`;
    console.log(`${stage.name.padEnd(12)}${figures}  ${elapsed(took)}`);
  }
  return sum(outcomes.map(({ counts }) => counts));
}

main().then(
  ({ passed, failed }) => {
    process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
    // The last line, in the form that continuous integration reads.
    console.log(`${String(passed)} passed, ${String(failed)} failed`);
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
