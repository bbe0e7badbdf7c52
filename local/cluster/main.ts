import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { constants } from 'node:os';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import { localEnvironment, shellLines } from '../environment';
import { importImages } from '../images/import';
import { monitoringCommand } from '../monitoring/command';
import { localPaths } from '../settings';
import { down, status, up } from './cluster';
import { clusterCommand, defaultInstanceName, instanceOf, shellInstanceName } from './instance';
import { networkExists } from './network';
import { partNames } from './parts';
import { logOf } from './processes';
import { statusText } from './status-text';
import type { Step } from './step';

const paths = localPaths();

const nameOption = () =>
  new Option('--name <name>', 'which cluster, of several side by side').default(
    defaultInstanceName,
  );

function showStep({ title, seconds }: Step): void {
  console.error(
    seconds === undefined ? `        ${title}` : `${seconds.toFixed(1).padStart(5)} s ${title}`,
  );
}

const program = new Command('cluster')
  .description('The embedded Kubernetes cluster')
  .enablePositionalOptions();

program
  .command('up')
  .description('start it, or leave a healthy one as it is')
  .addOption(nameOption())
  .action(async ({ name }) => {
    const begin = performance.now();
    const images = async (socket: string) => {
      try {
        await importImages(paths, socket);
      } catch (error) {
        // The cluster is of use without them, and what builds them reports for itself.
        showStep({ title: `Not every image is imported: ${(error as Error).message}` });
      }
    };
    const handle = await up({ paths, name, onStep: showStep, importImages: images });
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    console.log(`Cluster '${handle.name}' is up (${seconds} s); its node is ${handle.nodeName}.`);
  });

program
  .command('down')
  .description('end it and remove all of it, except for images and certificates')
  .addOption(nameOption())
  .action(async ({ name }) => {
    await down({ paths, name, onStep: showStep });
    console.log(`Cluster '${name}' is down.`);
  });

program
  .command('status')
  .description('show its parts; exits 1 unless all of them work')
  .addOption(nameOption())
  .option('--json', 'as JSON')
  .action(async ({ name, json }) => {
    const found = await status({ paths, name });
    console.log(json === true ? JSON.stringify(found, null, 2) : statusText(found));
    process.exitCode = found.state === 'up' ? 0 : 1;
  });

program
  .command('exec')
  .description('run a command inside its network namespace, with the environment set for it')
  .addOption(nameOption())
  .passThroughOptions()
  .argument('<command...>')
  .action(async ([command = '', ...args], { name }) => {
    const instance = instanceOf(paths, name);
    if (!(await networkExists(instance))) {
      throw new Error(
        `Cluster '${name}' does not run; start it with '${clusterCommand(name, 'up')}'`,
      );
    }
    const environment = { ...process.env, ...environmentOf(name) };
    process.exitCode = await run(
      'nsenter',
      [`--net=${instance.netnsPath}`, '--', command, ...args],
      environment,
    );
  });

program
  .command('logs')
  .description('print the log of a part')
  .addOption(nameOption())
  .option('-f, --follow', 'go on as it grows')
  .addArgument(new Argument('<part>').choices([...partNames, 'init'] as const))
  .action(async (part, { name, follow }) => {
    const how = follow === true ? ['-F'] : [];
    process.exitCode = await run(
      'tail',
      ['-n', '+1', ...how, logOf(instanceOf(paths, name), part)],
      process.env,
    );
  });

program
  .command('kubeconfig')
  .description('print the path of its kubeconfig')
  .addOption(nameOption())
  .action(({ name }) => {
    console.log(instanceOf(paths, name).kubeconfig);
  });

program
  .command('env')
  .description('print shell lines that set the environment: eval "$(npm run -s cluster -- env)"')
  .addOption(nameOption())
  .action(({ name }) => {
    mkdirSync(paths.pulumi, { recursive: true });
    process.stdout.write(shellLines(environmentOf(name), process.env['PATH'] ?? ''));
  });

program.addCommand(monitoringCommand({ paths, nameOption, onStep: showStep, print: console.log }));

function environmentOf(name: string): Record<string, string> {
  const target = {
    kubeconfig: instanceOf(paths, name).kubeconfig,
    embedded: name === shellInstanceName,
  };
  return localEnvironment(paths, target, process.env['PATH'] ?? '');
}

/** Runs a command on this terminal and hands on signals; @returns its exit code as a shell counts it. */
function run(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: 'inherit', env: environment });
    // Ctrl-C reaches the command from the terminal; this process only waits for what it makes of it.
    process.on('SIGINT', () => undefined);
    for (const name of ['SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.kill(name));
    child.on('error', fail);
    child.on('exit', (code, signal) => {
      done(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
