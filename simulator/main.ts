import { InvalidInputError } from '../model/problem';
import { readSettings } from './settings';
import { startSimulator } from './simulator';

/** A simulated version of a migrating service: `VERSION=v1|v2 node simulator.js`. */
async function main(): Promise<void> {
  const settings = readSettings();
  const simulator = await startSimulator(settings, () => process.exit(1));
  const { port, adminPort } = simulator;
  console.log(JSON.stringify({ event: 'started', version: settings.version, port, adminPort }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      console.log(JSON.stringify({ event: 'draining', signal }));
      void simulator.drain().then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  const mendable = error instanceof InvalidInputError;
  console.error(mendable ? error.message : error);
  process.exit(mendable ? 64 : 1);
});
