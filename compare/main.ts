/**
 * The comparator of one service: sends copies of a few requests to both versions and compares what they answer. What
 * its pod must give it stands in `compare/README.md`.
 */
import { pino } from 'pino';
import { serveProbes } from '../kube/probes';
import { readSettingsFile } from '../kube/settings-file';
import {
  COMPARE_PORT,
  COMPARE_PROBES_PORT,
  COMPARE_SETTINGS_PATH,
  compareSettingsSchema,
} from '../model/compare-settings';
import { InvalidInputError } from '../model/problem';
import { Comparator } from './comparator';
import { Examples } from './examples';
import { serveIntake } from './intake';
import { compareMetrics } from './metrics';
import { Pace } from './pace';
import { versionAt } from './version';

async function main(): Promise<void> {
  const settings = readSettingsFile(
    process.argv[2] ?? COMPARE_SETTINGS_PATH,
    compareSettingsSchema,
  );
  const { service, versions, timeoutSeconds, requestsPerSecond, routes } = settings;
  const log = pino({ base: { service } });
  const metrics = compareMetrics(service, Object.keys(routes));
  const examples = new Examples();
  const now = (): number => performance.now();
  const [v1, v2] = [versions.v1, versions.v2].map((at) => versionAt(at, timeoutSeconds * 1_000));
  if (v1 === undefined || v2 === undefined) throw new Error('no versions');
  const pace = new Pace(requestsPerSecond, now());
  const date = (): Date => new Date();
  const comparator = new Comparator({ settings, v1, v2, pace, metrics, examples, now, date });
  const intake = await serveIntake(comparator, metrics, COMPARE_PORT);
  const probes = await serveProbes(
    {
      probes: { '/live': () => true, '/ready': () => true },
      metrics,
      others: {
        '/examples': (_, response) => {
          response.setHeader('content-type', 'application/json');
          response.end(`${JSON.stringify(examples.list())}\n`);
        },
      },
    },
    COMPARE_PROBES_PORT,
  );
  log.info({ port: intake.port, routes: Object.keys(routes) }, 'comparator started');

  const terminate = (): void => {
    for (const { server } of [intake, probes]) {
      server.close();
      server.closeAllConnections();
    }
    v1.close();
    v2.close();
  };
  process.once('SIGTERM', terminate);
  process.once('SIGINT', terminate);
}

main().catch((error: unknown) => {
  console.error(error instanceof InvalidInputError ? error.message : error);
  process.exit(1);
});
