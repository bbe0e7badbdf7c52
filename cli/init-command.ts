import type { Command } from '@commander-js/extra-typings';
import type { CommandParts } from './command-parts';
import { init } from './init';
import { toJson } from './output';

/** Adds `cutover init`. */
export function addInit(program: Command, { output, folder, questions }: CommandParts): void {
  program
    .command('init')
    .description('write a commented service file to start from')
    .argument('[file]', 'by default services/NAME.yaml')
    .option('--name <name>', 'name of the service')
    .option('--owner <text>', 'team or address that answers for it')
    .option('--v1-image <image>', 'image of V1, with its tag')
    .option('--v1-port <port>', 'port of V1 (default 8080)')
    .option('--v2-image <image>', 'image of V2, with its tag')
    .option('--v2-port <port>', 'port of V2 (default that of V1)')
    .option('--health-path <path>', 'answers 200 when a pod may get traffic (default /health)')
    .option('--force', 'replace a file that is there')
    .option('--yes', 'ask nothing: take the defaults')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nWhat the options leave out is asked, at a terminal.')
    .action(async (file, { json, yes, ...options }) => {
      const ask = yes || json ? undefined : questions;
      const result = await init({ ...options, file }, ask, folder);
      output.result(
        json
          ? toJson(result)
          : `wrote ${result.file}; check it with cutover validate ${result.file}`,
      );
    });
}
