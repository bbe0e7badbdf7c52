import type { Command } from '@commander-js/extra-typings';
import { describeHold } from '../model/hold';
import { NO_SHARE } from '../model/share';
import type { ClusterPort } from './cluster-port';
import type { CommandParts } from './command-parts';
import { CommandFailure, EXIT } from './failure';
import { DEFAULT_TIMEOUT_S, given, seconds, sentence, share } from './option-values';
import { toJson } from './output';
import type { UpdateRequest } from './pulumi/pulumi-port';
import { rollback, type RollbackResult } from './rollback';
import { rollbackToUpdate, type RestoreResult } from './rollback-to-update';
import { StackShareFile } from './stack-share-file';
import type { CommandTarget, TargetOptions } from './target';
import { targeted } from './targeted';
import { timestamp } from './timestamp';

/** Adds `cutover rollback`. */
export function addRollback(
  program: Command,
  { output, folder, user, now, pulumi, signal, uninterrupted }: CommandParts,
  where: (options: TargetOptions) => readonly [ClusterPort, CommandTarget],
): void {
  targeted(program, 'rollback', 'lower the share at once, and hold it there')
    .option('--to <share>', 'the share that V2 keeps at most; by default 0', share)
    .option(
      '--to-update <version|time>',
      'the share of an earlier update, in the stack file as well',
      sentence,
    )
    .option('--reason <text>', 'needed: why; shown to whoever is refused by the hold', sentence)
    .option('--by <name>', 'who; by default the user of this machine', sentence)
    .option('--timeout <seconds>', 'for the confirmation', seconds, DEFAULT_TIMEOUT_S)
    .option('--up', 'with --to-update: pulumi up at once')
    .option('--dry-run', 'with --to-update: show, change nothing')
    .action(async ({ to, toUpdate, reason, by = user, timeout, json, up, dryRun, ...options }) => {
      const why = given(reason);
      const [cluster, target] = where(options);
      const timeoutMs = timeout * 1000;
      const who = { reason: why, by, since: timestamp(now()) };
      const tell = (line: string): void => {
        if (!json && line !== '') output.progress(line);
      };
      if (toUpdate === undefined) {
        if (up || dryRun) throw usage('--up and --dry-run go with --to-update');
        const request = { to: to ?? NO_SHARE, ...who };
        const result = await rollback(cluster, target, request, timeoutMs, (hold, written) => {
          const what = written ? 'in force' : 'already in force';
          tell(`${what}: ${describeHold(hold)}; waiting for the gateway …`);
        });
        output.result(json ? toJson(result) : renderRollback(result));
        return;
      }
      const { stack } = options;
      if (to !== undefined) throw usage('give --to or --to-update, not both');
      if (stack === undefined) throw usage('--to-update needs --stack NAME: it reads its history');
      const file = StackShareFile.read(stack, folder);
      const port = pulumi({ stack, folder: file.folder });
      const result = await rollbackToUpdate(
        { ...who, stack, update: toUpdate, timeoutMs, up: up === true, dryRun: dryRun === true },
        {
          cluster,
          target,
          file,
          history: (most) => port.history(most),
          up: (update: UpdateRequest) => uninterrupted(() => port.up(update)),
          signal,
          onPlanned: tell,
          onProgress: tell,
        },
      );
      output.result(json ? toJson(result) : renderRestored(result));
    });
}

const usage = (message: string): CommandFailure => new CommandFailure(EXIT.usage, message);

function renderRollback({ observed, writtenMs, observedMs }: RollbackResult): string {
  const times = `hold written after ${writtenMs} ms, observed ${observedMs} ms later`;
  return `observed share ${observed ?? '?'} % (${times})`;
}

function renderRestored(result: RestoreResult): string {
  const { update, to, diff, written, rollback: held, updated, next } = result;
  const name = update.version === null ? update.at : `${update.version} (${update.at})`;
  const told = [
    `back to ${to} %, as after the update ${name}${update.message === '' ? '' : `: ${update.message}`}`,
  ];
  if (held) told.push(renderRollback(held));
  if (diff === '') told.push('the stack file says so already');
  else told.push(written ? 'the stack file is written' : 'nothing is changed');
  if (updated) told.push('applied');
  return [...told, ...next.map((line) => `next: ${line}`)].join('\n');
}
