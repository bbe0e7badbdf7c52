import { Command, CommanderError } from '@commander-js/extra-typings';
import { describeHold } from '../model/hold';
import { version } from '../package.json';
import { addAb } from './ab/ab-command';
import { addAdvance } from './advance/advance-command';
import type { ClusterPort } from './cluster-port';
import type { ProgramParts } from './command-parts';
import { CommandFailure, EXIT, type ExitCode } from './failure';
import { addGates } from './gates/gates-command';
import { addHistory } from './history/history-command';
import { addInit } from './init-command';
import { toJson } from './output';
import { DEFAULT_TIMEOUT_S, given, seconds, sentence } from './option-values';
import { release } from './release';
import { renderStatus } from './render-status';
import { addReport } from './report/report-command';
import { addRollback } from './rollback-command';
import { readStatus, type StatusView } from './status-view';
import { timestamp } from './timestamp';
import { addSmoke } from './smoke-command';
import { resolveTarget } from './stack-file';
import type { CommandTarget, TargetOptions } from './target';
import { targeted } from './targeted';
import { addValidate } from './validate-command';
import { watchStatus } from './watch-status';

/**
 * Runs one command line.
 *
 * @param args - without the interpreter and the script.
 */
export async function runProgram(args: readonly string[], parts: ProgramParts): Promise<ExitCode> {
  const json = args.includes('--json');
  let code: ExitCode = EXIT.done;
  const program = makeProgram(parts, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (!(error instanceof CommandFailure)) throw error;
    if (json) {
      const { message, exitCode, details } = error;
      parts.output.result(toJson({ error: { message, exitCode, ...details } }));
    } else parts.output.error(`cutover: ${error.message}`);
    return error.exitCode;
  }
}

function makeProgram(parts: ProgramParts, exit: (code: ExitCode) => void): Command {
  const { output } = parts;
  const program = new Command('cutover')
    .description('Carries a service from V1 to V2 with one reviewed number.')
    .version(version, '-V, --version')
    // `cutover smoke --version v2` is no question for the version of this command.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        output.result(text.trimEnd());
      },
      writeErr: (text) => {
        output.error(text.trimEnd());
      },
    })
    .showHelpAfterError('(see cutover --help)');
  const where = (options: TargetOptions): readonly [ClusterPort, CommandTarget] => {
    const target = resolveTarget(options, parts.folder);
    return [parts.connect(target), target];
  };

  targeted(program, 'status', 'shares, hold, pods and last changes')
    .option('-w, --watch', 'show it anew at every change, until Ctrl-C')
    .action(async ({ watch, json, ...options }) => {
      const [cluster, target] = where(options);
      const show = (status: StatusView): void => {
        if (json) output.result(watch ? JSON.stringify(status) : toJson(status));
        else if (watch && output.terminal) output.screen(renderStatus(status, output.colors));
        else output.result(renderStatus(status, output.colors));
      };
      if (watch) {
        const trouble = (message: string): void => {
          output.error(`cutover: ${message}`);
        };
        await watchStatus(cluster, target, show, trouble, parts.signal);
        return;
      }
      const status = await readStatus(cluster, target);
      show(status);
      const known = status.observed !== null && status.effective !== null;
      exit(known ? EXIT.done : EXIT.inconclusive);
    });

  targeted(program, 'release', 'end the hold: the share goes to the desired one at once')
    .option('--reason <text>', 'needed: why; kept with the released hold', sentence)
    .option('--by <name>', 'who; by default the user of this machine', sentence)
    .option('--timeout <seconds>', 'for the confirmation', seconds, DEFAULT_TIMEOUT_S)
    .action(async ({ reason, by = parts.user, timeout, json, ...options }) => {
      const why = given(reason);
      const [cluster, target] = where(options);
      const who = { reason: why, by, at: timestamp(parts.now()) };
      const result = await release(cluster, target, who, timeout * 1000, ({ hold, desired }) => {
        const what = hold ? describeHold(hold) : 'a hold that could not be read';
        if (!json) output.progress(`released: ${what}; waiting for ${desired ?? '?'} % …`);
      });
      if (json) output.result(toJson(result));
      else if (!result.written) output.result('no hold in force, nothing to release');
      else output.result(`observed share ${result.observed ?? '?'} % (${result.observedMs} ms)`);
    });

  const more = { ...parts, exit };
  addAdvance(program, more, where);
  addGates(program, more, where);
  addHistory(program, more, where);
  addReport(program, more, where);
  addRollback(program, more, where);
  addSmoke(program, more, where);
  addAb(program, more, where);
  addValidate(program, more);
  addInit(program, more);

  program
    .command('version')
    .description('the version of this command')
    .option('--json', 'print JSON')
    .action(({ json }) => {
      output.result(json ? toJson({ version }) : version);
    });
  return program;
}
