import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';

/** How one program of the set-up is run. */
export interface CommandOptions {
  /** Where its whole output goes, replacing what was there. */
  readonly logFile: string;
  readonly cwd?: string;
  /** Its whole environment; the caller's own when left out. */
  readonly env?: NodeJS.ProcessEnv;
  /** Called with each line of output as it comes. */
  readonly onLine?: (line: string) => void;
  /** Ends it, and all it started, when aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** A program that ended badly; its message holds the last lines and where the rest is. */
export class CommandError extends Error {
  constructor(
    readonly command: string,
    readonly outcome: string,
    readonly lastLines: readonly string[],
    logFile: string,
  ) {
    super(
      [`${command} ${outcome}. Its last lines:`, ...lastLines, `All of it: ${logFile}`].join(
        '\n  ',
      ),
    );
    this.name = 'CommandError';
  }
}

/** Lines of output shown in an error: enough for the compiler's or apt's own reason. */
const lastLinesShown = 12;

/**
 * Runs a program in a process group of its own, so that ending it ends whatever it started.
 *
 * @returns all lines it printed.
 * @throws {@link CommandError} when it cannot start, fails, or is ended by a signal.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string[]> {
  options.signal?.throwIfAborted();
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile);
  log.write(`$ ${[command, ...args].join(' ')}\n`);
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lines: string[] = [];
  const take = (line: string): void => {
    lines.push(line);
    log.write(`${line}\n`);
    options.onLine?.(line);
  };
  createInterface({ input: child.stdout }).on('line', take);
  createInterface({ input: child.stderr }).on('line', take);
  const end = (): void => {
    if (child.pid !== undefined) endGroup(child.pid);
  };
  options.signal?.addEventListener('abort', end, { once: true });
  const outcome = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => {
      resolve(`could not be started (${error.message})`);
    });
    child.once('close', (code, signal) => {
      if (signal !== null) resolve(`was ended by ${signal}`);
      else resolve(code === 0 ? undefined : `failed with exit code ${String(code)}`);
    });
  });
  options.signal?.removeEventListener('abort', end);
  log.end();
  await finished(log);
  options.signal?.throwIfAborted();
  if (outcome !== undefined) {
    throw new CommandError(command, outcome, lines.slice(-lastLinesShown), options.logFile);
  }
  return lines;
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // Already gone.
  }
}
