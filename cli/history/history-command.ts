import { InvalidArgumentError, type Command } from '@commander-js/extra-typings';
import { planInForce, type Plan } from '../../model/service/plan';
import type { ClusterPort } from '../cluster-port';
import type { CommandParts } from '../command-parts';
import { CommandFailure, EXIT } from '../failure';
import { toJson } from '../output';
import { findServiceSource, requireService } from '../service-source';
import { projectFolder } from '../stack-file';
import type { CommandTarget, TargetOptions } from '../target';
import { targeted } from '../targeted';
import { historyView, readHolds } from './history-view';
import { renderHistory } from './render-history';
import { parseHistory } from './update-record';

/** Records that are read at most: more than two years of daily changes. */
const MOST_RECORDS = 1_000;
const DEFAULT_LIMIT = 20;
const DEFAULT_DAYS = 30;

/** Adds `cutover history`. */
export function addHistory(
  program: Command,
  { output, folder, pulumi, now }: CommandParts,
  where: (options: TargetOptions) => readonly [ClusterPort, CommandTarget],
): void {
  targeted(program, 'history', 'what was deployed when, by whom and why; delivery figures')
    .option('--limit <n>', 'entries that are shown', count, DEFAULT_LIMIT)
    .option('--days <n>', 'that the delivery figures cover', count, DEFAULT_DAYS)
    .action(async ({ json, limit, days, ...options }) => {
      const { stack } = options;
      if (stack === undefined)
        throw new CommandFailure(EXIT.usage, 'no stack named: give --stack NAME');
      const { service, plan, problem } = readPlan(options, folder);
      const port = pulumi({ stack, folder: projectFolder(folder) });
      const [text, { problem: unread, ...holds }] = await Promise.all([
        port.history(MOST_RECORDS),
        readHolds(() => where(options)),
      ]);
      const facts = { records: parseHistory(text), plan, holds, now: now(), days, most: limit };
      const problems = [problem, unread].filter((line) => line !== undefined);
      const view = { service, stack, ...historyView(facts), problems };
      output.result(json ? toJson(view) : renderHistory(view, output.colors));
    });
}

/** The phases are told by it; without a readable service file all else still is. */
function readPlan(
  options: TargetOptions,
  folder: string,
): { readonly service: string; readonly plan: Plan | undefined; readonly problem?: string } {
  const { stack, service } = options;
  try {
    const found = requireService(findServiceSource({ stack, service }, folder));
    return { service: found.name, plan: planInForce(found) };
  } catch (error) {
    if (!(error instanceof CommandFailure) || error.exitCode === EXIT.usage) throw error;
    const [reason = ''] = error.message.split('\n');
    return { service: service ?? '?', plan: undefined, problem: `phases are not known: ${reason}` };
  }
}

function count(text: string): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > MOST_RECORDS) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST_RECORDS}.`);
  }
  return value;
}
