import { join } from 'node:path';
import { projectRoot } from '../local/settings';
import { addedLatency } from './added-latency';
import { autoscaling } from './autoscaling';
import type { Bench } from './bench';
import { continuity } from './continuity';
import { dashboards } from './dashboards';
import { demoTime } from './demo-time';
import { falseVerdicts } from './false-verdicts';
import { holds, renderFigures, writeResults, type Figure } from './figure';
import { gateEvaluation } from './gate-evaluation';
import { hostile } from './hostile';
import { measuredCount } from './measured-count';
import { measuringCost } from './measuring-cost';
import { mirror } from './mirror';
import { perUser } from './per-user';
import { preview } from './preview';
import { pulumiUp } from './pulumi-up';
import { rateLimit } from './rate-limit';
import { rollback } from './rollback';
import { propagation, shareChanges } from './share-changes';
import { split } from './split';
import { Stand } from './stand';
import { throughput } from './throughput';

const benches: readonly Bench[] = [
  split,
  shareChanges,
  propagation,
  pulumiUp,
  rollback,
  throughput,
  autoscaling,
  perUser,
  continuity,
  rateLimit,
  addedLatency,
  mirror,
  preview,
  hostile,
  dashboards,
  measuredCount,
  measuringCost,
  falseVerdicts,
  gateEvaluation,
  ...demoTime,
];

async function main(): Promise<void> {
  const chosen = choose(process.argv.slice(2));
  let stand: Promise<Stand> | undefined;
  const figures: Figure[] = [];
  try {
    for (const bench of chosen) {
      console.log(`\n${bench.name}`);
      const measured = await bench.run({
        environment: process.env,
        stand: () => (stand ??= Stand.create(process.env, { namespace: 'bench' })),
        say: (text) => {
          console.log(`  ${text}`);
        },
      });
      writeResults(join(projectRoot, 'bench', 'results'), measured);
      figures.push(...measured);
    }
  } finally {
    await (await stand)?.remove();
  }
  console.log(`\n${renderFigures(figures)}`);
  process.exitCode = figures.every(holds) ? 0 : 1;
}

/** @returns the benches that `--only` names, by their own name or that of a figure; all of them without it. */
function choose(args: readonly string[]): readonly Bench[] {
  const [option, name, ...rest] = args;
  if (option === undefined) return benches;
  const found = benches.filter(
    (bench) => bench.name === name || bench.figures.includes(name ?? ''),
  );
  if (option !== '--only' || found.length === 0 || rest.length > 0) {
    const known = benches.flatMap((bench) => [bench.name, ...bench.figures]);
    throw new Error(`'${args.join(' ')}' must be --only NAME; choose from ${known.join(', ')}`);
  }
  return found;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
