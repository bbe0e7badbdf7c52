import { Command, type Option } from '@commander-js/extra-typings';
import { clusterCommand } from '../cluster/instance';
import type { OnStep } from '../cluster/step';
import type { LocalPaths } from '../settings';
import { ensureMonitoring, monitoringStatus, removeMonitoring } from './monitoring';
import { monitoringText } from './status-text';

interface Surroundings {
  readonly paths: LocalPaths;
  readonly nameOption: () => Option<'--name <name>', undefined, string>;
  readonly onStep: OnStep;
  /** Writes a line to standard output. */
  readonly print: (line: string) => void;
}

/** The verbs of `npm run cluster -- monitoring`. */
export function monitoringCommand({ paths, nameOption, onStep, print }: Surroundings): Command {
  const command = new Command('monitoring').description(
    'prometheus-operator, Prometheus and Alertmanager in a running cluster',
  );
  command
    .command('up')
    .description('have them, or leave them as they are, and wait until they answer')
    .addOption(nameOption())
    .option('--receiver', 'with a receiver that keeps what it is told of alerts')
    .action(async ({ name, receiver = false }) => {
      await ensureMonitoring({ paths, name, onStep, receiver });
      print(monitoringText(await monitoringStatus({ paths, name })));
      print(`Ask them by: ${clusterCommand(name, 'exec -- curl URL')}`);
    });
  command
    .command('down')
    .description(
      'remove them; the kinds of prometheus-operator, and what others made of them, stay',
    )
    .addOption(nameOption())
    .action(async ({ name }) => {
      await removeMonitoring({ paths, name });
      print('Monitoring is removed.');
    });
  command
    .command('status')
    .description('show each server; exits 1 unless all of them work')
    .addOption(nameOption())
    .option('--json', 'as JSON')
    .action(async ({ name, json }) => {
      const found = await monitoringStatus({ paths, name });
      print(
        json === true ? JSON.stringify(Object.fromEntries(found), null, 2) : monitoringText(found),
      );
      const works = found.size > 0 && [...found.values()].every((each) => each.works === true);
      process.exitCode = works ? 0 : 1;
    });
  return command;
}
