import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

import { localPaths } from '../settings';
import { chosenSteps } from './arguments';
import { elapsed, plainRunner, terminalRunner } from './progress';
import { steps, usualSteps } from './steps';

async function main(): Promise<void> {
  const started = Date.now();
  const paths = localPaths();
  const logs = join(paths.home, 'logs');
  for (const folder of [logs, paths.bin, paths.toolchain, paths.images]) {
    mkdirSync(folder, { recursive: true });
  }
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      process.exitCode = 128 + constants.signals[signal];
      interrupted.abort(
        new Error(`ended by ${signal}; run the same command again to go on from here`),
      );
    });
  }
  const run =
    process.stderr.isTTY && process.stdout.isTTY
      ? terminalRunner(process.stderr)
      : plainRunner((line) => process.stderr.write(`${line}\n`));
  const names = chosenSteps(process.argv.slice(2));
  const complete = join(paths.home, 'setup-complete');
  rmSync(complete, { force: true });
  await run(
    names.map((name) => steps[name]),
    { paths, logs, environment: process.env, signal: interrupted.signal },
  );
  // `npm run cluster -- up` goes straight to the cluster where this file is.
  if (usualSteps.every((name) => names.includes(name))) writeFileSync(complete, '');
  process.stderr.write(`Set-up complete in ${elapsed(Date.now() - started)}.\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `\nThe set-up stopped. ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode ??= 1;
});
