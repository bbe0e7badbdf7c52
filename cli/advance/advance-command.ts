import { InvalidArgumentError, type Command } from '@commander-js/extra-typings';
import type { ClusterPort } from '../cluster-port';
import type { CommandParts } from '../command-parts';
import { CommandFailure, EXIT } from '../failure';
import { share } from '../option-values';
import { toJson } from '../output';
import type { UpdateRequest } from '../pulumi/pulumi-port';
import type { Questions } from '../questions';
import { findServiceSource, requireService } from '../service-source';
import { StackShareFile } from '../stack-share-file';
import type { CommandTarget, TargetOptions } from '../target';
import { targeted } from '../targeted';
import { advance, type AdvanceResult, type Planned } from './advance';

/** Adds `cutover advance`. */
export function addAdvance(
  program: Command,
  { output, folder, pulumi, git, questions, uninterrupted, now, signal }: CommandParts,
  where: (options: TargetOptions) => readonly [ClusterPort, CommandTarget],
): void {
  targeted(program, 'advance', "take the plan's next step in the stack file")
    .option('--to <share>', 'by default the next share of the plan', share)
    .option('--commit', 'commit the stack file')
    .option('--branch <name>', 'commit it on a new branch', branchName)
    .option('--up', 'apply it at once with pulumi up')
    .option('-y, --yes', 'do not ask before the update')
    .option('--dry-run', 'check and show, change nothing')
    .action(async ({ json, to, branch, commit, up, yes, dryRun, ...options }) => {
      const { stack } = options;
      if (stack === undefined)
        throw new CommandFailure(EXIT.usage, 'no stack named: give --stack NAME');
      if (up && !yes && !dryRun && !questions) {
        const message = 'there is nobody to ask before the update: add --yes';
        throw new CommandFailure(EXIT.usage, message);
      }
      const file = StackShareFile.read(stack, folder);
      const service = requireService(findServiceSource(options, folder));
      const [cluster, target] = where(options);
      const tell = (line: string): void => {
        if (!json) output.progress(line);
      };
      const port = pulumi({ stack, folder: file.folder });
      const request = {
        stack,
        to,
        branch,
        commit: commit === true || branch !== undefined,
        up: up === true,
        dryRun: dryRun === true,
      };
      const world = {
        cluster,
        target,
        service,
        file,
        pulumi: port,
        up: (update: UpdateRequest) => uninterrupted(() => port.up(update)),
        git: git(file.folder),
        now: now(),
        signal,
        onPlanned: ({ diff, warnings }: Planned) => {
          tell([diff, ...warnings.map((warning) => `warning: ${warning}`)].join('\n'));
        },
        onProgress: tell,
        confirm: (planned: Planned) => (yes ? Promise.resolve(true) : ask(questions, planned)),
      };
      const result = await advance(request, world);
      output.result(json ? toJson(result) : renderAdvance(result));
    });
}

function renderAdvance(result: AdvanceResult): string {
  const { service, from, to, phase, written, updated, observed, commit, branch, next } = result;
  const step = `${service} from ${from} % to ${to} % (phase ${phase})`;
  if (!written) return `nothing speaks against ${step}; nothing is changed`;
  const on = branch === null ? '' : ` on branch ${branch}`;
  const kept = commit === null ? 'written' : `committed as ${commit.slice(0, 8)}${on}`;
  const told = updated ? `${kept} and applied, observed share ${observed ?? '?'} %` : kept;
  return [`${step}: ${told}`, ...next.map((line) => `next: ${line}`)].join('\n');
}

async function ask(questions: Questions | undefined, planned: Planned): Promise<boolean> {
  const { service, stack, from, to } = planned;
  const answer = await questions?.ask({
    message: `Move ${service} (stack ${stack}) from ${from} % to ${to} % now? Type the new share`,
    preset: undefined,
    check: (text) => (text === String(to) ? undefined : `Type ${to}, or end this with Ctrl-C.`),
  });
  return answer === String(to);
}

/** What git takes for a branch, as far as anybody would name one. */
function branchName(text: string): string {
  if (/^(?![-./])(?!.*(\.\.|\/\/|@\{|\.lock$|[/.]$))[A-Za-z0-9._/@+-]{1,200}$/.test(text))
    return text;
  throw new InvalidArgumentError('It must be a name that git takes for a branch.');
}
