import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { run, type Ended } from '../local/stack/run';
import { projectRoot } from '../local/settings';
import type { Bench } from './bench';

const reportSchema = z.object({ totalSeconds: z.number() });

/** Everything that a first run makes is put below a new folder; Debian packages alone stay installed. */
const coldDemo: Bench = {
  name: 'demo-cold',
  figures: ['demo-cold-minutes'],
  async run({ say, environment: given }) {
    const folder = mkdtempSync(join(tmpdir(), 'cutover-cold-'));
    try {
      const checkout = join(folder, 'checkout');
      await succeed(onHost('git', ['clone', '--quiet', projectRoot, checkout], folder, given));
      const environment = {
        ...given,
        CUTOVER_HOME: join(folder, 'home'),
        CUTOVER_CLUSTER: 'cold',
        GOCACHE: join(folder, 'go-build'),
        GOMODCACHE: join(folder, 'go-modules'),
        GOFLAGS: '-modcacherw',
        npm_config_cache: join(folder, 'npm'),
      };
      const minutes = (await demoSeconds(checkout, environment)) / 60;
      say(`${minutes.toFixed(1)} minutes`);
      return [
        {
          name: 'demo-cold-minutes',
          value: minutes,
          unit: 'min',
          comparison: 'at most',
          bound: 20,
          runs: [minutes],
        },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The demo on a machine that has everything, with the cluster down or up as it is found. */
const warmDemo: Bench = {
  name: 'demo-warm',
  figures: ['demo-warm-minutes'],
  async run({ say, environment: given }) {
    const environment = { ...given, CUTOVER_CLUSTER: 'warm' };
    const minutes = (await demoSeconds(projectRoot, environment)) / 60;
    say(`${minutes.toFixed(1)} minutes`);
    return [
      {
        name: 'demo-warm-minutes',
        value: minutes,
        unit: 'min',
        comparison: 'at most',
        bound: 3,
        runs: [minutes],
      },
    ];
  },
};

export const demoTime: readonly Bench[] = [warmDemo, coldDemo];

async function demoSeconds(checkout: string, given: NodeJS.ProcessEnv): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-demo-'));
  try {
    const file = join(folder, 'demo.json');
    const environment = { ...given };
    // Each measures from its own start.
    delete environment['CUTOVER_STARTED_AT'];
    await succeed(
      onHost('npm', ['run', '--silent', 'demo', '--', '--json', file], checkout, environment),
    );
    return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).totalSeconds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs a command in the network of the process that started this bench: benches run inside the embedded cluster's
 * network namespace, where nothing can be downloaded.
 */
async function onHost(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv,
): Promise<Ended> {
  return run('nsenter', [`--net=/proc/${process.ppid}/ns/net`, '--', command, ...args], {
    cwd,
    environment,
    timeoutSeconds: 3_000,
  });
}

async function succeed(running: Promise<Ended>): Promise<void> {
  const { code, stdout, stderr } = await running;
  if (code !== 0) throw new Error(`failed with exit code ${code}:\n${stdout}${stderr}`);
}
