import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { FaultInjector } from '../stack/faults';
import { LocalStack, type Update } from '../stack/local-stack';
import { removeNamespace } from '../stack/namespace';
import { reachDirectly, ReachByForwarding, type Reach } from '../stack/reach';
import { ShareWatch } from '../stack/share-watch';
import {
  cutoverCommand,
  DEMO_SHARES,
  FINAL_SHARE,
  runPhase,
  runRollback,
  startDemoLoad,
  tenth,
  watchPhase,
  type DemoParts,
} from './demo';
import { Narrator } from './narrator';
import { renderReport, type DemoReport } from './report';
import { readDemoSettings, type DemoSettings } from './settings';

/** Where the service of the `local` stack lives. */
const WHERE = { namespace: 'supersmartmatch', service: 'supersmartmatch' };

async function main(): Promise<void> {
  const settings = readDemoSettings(process.argv.slice(2));
  const setupSeconds = tenth((Date.now() - settings.startedAt) / 1_000);
  const narrator = new Narrator();
  const kubeConfig = loadKubeConfig(settings);
  const stack = localStack(settings);
  narrator.heading('Share 0 %: V1, V2 and the gateway are made, and V2 gets nothing');
  await removeNamespace(kubeConfig, WHERE.namespace);
  await stack.create();
  const closers: (() => void)[] = [];
  try {
    const watch = new ShareWatch(kubeConfig, WHERE.namespace, WHERE.service);
    await watch.start();
    closers.push(() => {
      watch.stop();
    });
    narrator.command('pulumi stack init local; pulumi up');
    const up = await stack.up();
    const reach = reachOf(settings, kubeConfig, (await stack.outputs()).gatewayUrl);
    const load = await startDemoLoad(await reach.gateway(), settings.rate);
    closers.push(
      () => {
        load.close();
      },
      () => {
        reach.close();
      },
    );
    const parts: DemoParts = {
      stack,
      watch,
      load,
      narrator,
      faults: new FaultInjector(kubeConfig, reach, WHERE),
      cutover: cutoverCommand(settings.project, settings.environment, cutoverTarget(settings)),
    };
    const figures = await migrate(parts, up);
    await load.stop();
    const totalSeconds = tenth((Date.now() - settings.startedAt) / 1_000);
    finish(narrator, settings, { setupSeconds, totalSeconds, ...figures });
  } finally {
    for (const close of closers) close();
    if (!settings.keep) {
      narrator.command('pulumi destroy');
      await stack.destroy();
    }
  }
}

async function migrate(
  parts: DemoParts,
  first: Update,
): Promise<Pick<DemoReport, 'phases' | 'rollback'>> {
  const [start, ...rising] = DEMO_SHARES;
  const phases = [await watchPhase(parts, start, first, await parts.load.mark())];
  for (const share of rising) phases.push(await runPhase(parts, share));
  const rollback = await runRollback(parts, FINAL_SHARE);
  phases.push(await runPhase(parts, FINAL_SHARE));
  return { phases, rollback };
}

function finish(narrator: Narrator, settings: DemoSettings, report: DemoReport): void {
  narrator.heading('What was measured');
  narrator.write(renderReport(report));
  if (settings.json !== undefined) {
    writeFileSync(settings.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  narrator.heading('Where to look next');
  narrator.write(
    [
      'README.md               the two commands and what they need',
      'Pulumi.local.yaml       the one number, cutover:v2TrafficPercentage',
      'services/               what a team writes to adopt Cutover',
      'docs/                   guides and decisions',
      ...(settings.keep
        ? [
            '',
            'It is still running. To look at it by hand:',
            '  eval "$(npm run -s cluster -- env)"',
            '  cutover status --stack local',
            `  pulumi stack history --stack local`,
            `  pulumi preview --stack local --config-file ${join(demoFolder(settings), 'Pulumi.local.yaml')}`,
            'and to end it:',
            '  npm run cluster -- down',
          ]
        : ['npm run demo -- --keep  the same, left running, to be looked at by hand']),
      '',
    ].join('\n'),
  );
}

const demoFolder = ({ paths }: DemoSettings): string => join(paths.home, 'demo');

function localStack(settings: DemoSettings): LocalStack {
  const { context, images } = settings;
  const config = {
    ...(context === undefined ? {} : { 'kubernetes:context': context }),
    ...(images.gateway === undefined ? {} : { 'cutover:gatewayImage': images.gateway }),
    ...(images.cutover === undefined
      ? {}
      : {
          'cutover:image': images.cutover,
          'cutover:overrides.versions.v1.image': images.cutover,
          'cutover:overrides.versions.v2.image': images.cutover,
        }),
  };
  return new LocalStack({
    project: settings.project,
    backend: settings.paths.pulumi,
    folder: demoFolder(settings),
    environment: settings.environment,
    config,
  });
}

function loadKubeConfig({ context }: DemoSettings): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  if (context !== undefined) kubeConfig.setCurrentContext(context);
  return kubeConfig;
}

function reachOf(settings: DemoSettings, kubeConfig: KubeConfig, gatewayUrl: string): Reach {
  return settings.context === undefined
    ? reachDirectly(gatewayUrl)
    : new ReachByForwarding(kubeConfig, WHERE);
}

function cutoverTarget({ context }: DemoSettings): string[] {
  return ['--stack', 'local', ...(context === undefined ? [] : ['--context', context])];
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
