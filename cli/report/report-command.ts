import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from '@commander-js/extra-typings';
import { day } from '../../model/service/fields';
import { prometheusAt } from '../../prometheus/client';
import type { ClusterPort } from '../cluster-port';
import type { CommandParts } from '../command-parts';
import { CommandFailure, EXIT } from '../failure';
import { seconds } from '../option-values';
import { toJson } from '../output';
import { innerService } from '../service-proxy';
import { findServiceSource, requireService } from '../service-source';
import { resolveTarget } from '../stack-file';
import { StackShareFile } from '../stack-share-file';
import type { CommandTarget, TargetOptions } from '../target';
import { targeted } from '../targeted';
import { reportDay } from './day';
import { gatherReport } from './gather';
import { renderHtml } from './render-html';
import { renderMarkdown } from './render-markdown';

/** A day of one gate is a heavier question than its last five minutes. */
const DEFAULT_TIMEOUT_S = 30;

/** Adds `cutover report`. */
export function addReport(
  program: Command,
  { output, folder, pulumi, draw, now }: CommandParts,
  where: (options: TargetOptions) => readonly [ClusterPort, CommandTarget],
): void {
  targeted(program, 'report', 'a day of the migration on one page')
    .option('--daily', 'of one day, which is the only report there is')
    .option('--date <day>', 'in UTC; by default today, until now', date)
    .option('--out <file>', 'ending in .html or .md; by default Markdown to stdout', fileName)
    .option('--url <url>', 'of Prometheus; by default monitoring.prometheus of the service')
    .option('--timeout <seconds>', 'for each question to Prometheus', seconds, DEFAULT_TIMEOUT_S)
    .action(async ({ json, out, date: wanted, url, timeout, ...options }) => {
      const { stack } = options;
      if (stack === undefined)
        throw new CommandFailure(EXIT.usage, 'no stack named: give --stack NAME');
      const service = requireService(findServiceSource(options, folder));
      const file = StackShareFile.read(stack, folder);
      const address = url ?? service.monitoring.prometheus;
      const inner = url === undefined && address !== undefined ? innerService(address) : undefined;
      const report = await gatherReport({
        stack,
        service,
        namespace: resolveTarget(options, folder).namespace,
        file,
        pulumi: pulumi({ stack, folder: file.folder }),
        connect: () => where(options),
        prometheus:
          address === undefined
            ? undefined
            : prometheusAt({
                url: address,
                timeoutMs: timeout * 1_000,
                // The address in the service file is the one that the guard has, who is inside of the cluster.
                ...(inner && {
                  post: async (...request) => where(options)[0].post(inner, ...request),
                }),
              }),
        day: reportDay(wanted, now()),
        now: now(),
      });
      if (out !== undefined) {
        const text = out.endsWith('.html')
          ? await renderHtml(report, draw)
          : `${renderMarkdown(report)}\n`;
        write(resolve(folder, out), text);
        if (!json) output.progress(`${out} is written`);
      }
      if (json) output.result(toJson(report));
      else if (out === undefined) output.result(renderMarkdown(report));
    });
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure(EXIT.fail, `${path} cannot be written: ${why}`, {}, { cause });
  }
}

function date(text: string): string {
  if (day.safeParse(text).success) return text;
  throw new InvalidArgumentError('It must be a day such as 2026-11-28.');
}

function fileName(text: string): string {
  if (/\.(html|md)$/.test(text)) return text;
  throw new InvalidArgumentError('It must end in .html or .md.');
}
