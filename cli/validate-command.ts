import type { Command } from '@commander-js/extra-typings';
import { EXIT } from './failure';
import type { CommandParts } from './command-parts';
import { toJson } from './output';
import { findServiceSource } from './service-source';
import { renderValidated, validate } from './validate';

/** Adds `cutover validate`. */
export function addValidate(program: Command, { output, folder, exit }: CommandParts): void {
  program
    .command('validate')
    .description('check service files: every problem at once, each with its line')
    .argument('[files...]', 'by default the service file of the stack')
    .option('-s, --stack <name>', 'lay the overrides of Pulumi.<name>.yaml over them')
    .option('--service <name>', 'in place of a file: services/<name>.yaml')
    .option('--json', 'print JSON')
    .action((files, { json, ...options }) => {
      const named = files.length === 0 ? [undefined] : files;
      const sources = named.map((file) => findServiceSource({ ...options, file }, folder));
      const results = validate(sources);
      output.result(json ? toJson({ files: results }) : renderValidated(results));
      exit(results.every(({ valid }) => valid) ? EXIT.done : EXIT.fail);
    });
}
