import { InvalidArgumentError, Command, Option } from '@commander-js/extra-typings';
import { localPaths, projectRoot, type LocalPaths } from '../settings';

/** What the demo is told. */
export interface DemoSettings {
  readonly paths: LocalPaths;
  readonly project: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Context of another cluster; `undefined`: the embedded one, in whose network namespace this process runs. */
  readonly context: string | undefined;
  readonly images: { readonly cutover: string | undefined; readonly gateway: string | undefined };
  /** File for the figures. */
  readonly json: string | undefined;
  readonly keep: boolean;
  /** Requests per second of the constant load. */
  readonly rate: number;
  /** Milliseconds since 1970 at which the command that started all of this was given. */
  readonly startedAt: number;
}

const rate = (text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 50 || value > 5_000) {
    throw new InvalidArgumentError('It must be a whole number from 50 to 5000.');
  }
  return value;
};

/** @param args - what follows `npm run demo --`. */
export function readDemoSettings(args: readonly string[]): DemoSettings {
  const options = new Command('npm run demo --')
    .description('A migration from V1 to V2 under load, with a fault and a rollback')
    .option('--json <file>', 'write the figures to a file')
    .option('--keep', 'leave the cluster and the service running at the end', false)
    .option(
      '--context <name>',
      'use this context of the kubeconfig in place of the embedded cluster',
    )
    .option(
      '--image <name>',
      "with --context: an image with Cutover's programs that the cluster can pull",
    )
    .option('--gateway-image <name>', 'with --context: an image with NGINX 1.27.4 or newer')
    .addOption(new Option('--rate <n>', 'requests per second').default(500).argParser(rate))
    .allowExcessArguments(false)
    .parse(args, { from: 'user' })
    .opts();
  return {
    paths: localPaths(),
    project: projectRoot,
    environment: process.env,
    context: options.context,
    images: { cutover: options.image, gateway: options.gatewayImage },
    json: options.json,
    keep: options.keep,
    rate: options.rate,
    startedAt: Number(process.env['CUTOVER_STARTED_AT'] ?? Date.now()),
  };
}
