import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type CommandOptions, runCommand } from '../../setup/command';
import type { StepContext } from '../../setup/step';

/** How long a download may say nothing before it counts as refused, in milliseconds. */
const answerLimit = 15_000;
/** How long a download that did answer may take, in milliseconds: 150 MB at 5 Mbit/s. */
const totalLimit = 300_000;
/** How long a refusal is believed, in milliseconds: a day. */
const refusalKept = 24 * 60 * 60 * 1000;

/** Lines that come before the other side has said anything. */
const beforeAnswer = /^(npm |Downloading pulumi v|\[resource plugin [^\]]*\] installing$|\s*$)/;

/** @returns where the last refusal is remembered. */
function refusalFile(context: StepContext): string {
  return join(context.paths.home, 'pulumi-download-refused.json');
}

/** @returns whether Pulumi's download refused within the last day, so that asking again is a waste of seconds. */
export function wasRefused(context: StepContext, now: number): boolean {
  try {
    const record = JSON.parse(readFileSync(refusalFile(context), 'utf8')) as { at?: unknown };
    return typeof record.at === 'number' && now >= record.at && now - record.at < refusalKept;
  } catch {
    return false;
  }
}

/**
 * Runs a program that downloads from Pulumi, bounded in time.
 *
 * @returns whether it succeeded; a failure is remembered for a day.
 * @throws only when the set-up itself is interrupted.
 */
export async function tryDownload(
  command: string,
  args: readonly string[],
  context: StepContext,
  options: Pick<CommandOptions, 'logFile' | 'env'>,
): Promise<boolean> {
  const limit = new AbortController();
  const expire = (reason: string): void => {
    limit.abort(new Error(reason));
  };
  const silence = setTimeout(expire, answerLimit, `no answer within ${String(answerLimit)} ms`);
  const total = setTimeout(expire, totalLimit, `not complete within ${String(totalLimit)} ms`);
  const signals = [limit.signal, ...(context.signal === undefined ? [] : [context.signal])];
  try {
    await runCommand(command, args, {
      ...options,
      signal: AbortSignal.any(signals),
      onLine: (line) => {
        if (beforeAnswer.test(line)) return;
        clearTimeout(silence);
        context.report(line.trim());
      },
    });
    return true;
  } catch (error) {
    context.signal?.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    mkdirSync(dirname(refusalFile(context)), { recursive: true });
    writeFileSync(refusalFile(context), JSON.stringify({ at: Date.now(), reason }, null, 2));
    return false;
  } finally {
    clearTimeout(silence);
    clearTimeout(total);
  }
}
