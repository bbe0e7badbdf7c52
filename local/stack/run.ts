import { spawn } from 'node:child_process';

/** What came of a program that has ended. */
export interface Ended {
  /** Exit code; 128 plus the number of the signal that ended it, as a shell counts. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** When it was started, on the monotonic clock in milliseconds. */
  readonly startedMs: number;
  /** How long it ran, in seconds. */
  readonly seconds: number;
}

export interface RunOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the program after this time, so that nothing waits for ever. */
  readonly timeoutSeconds: number;
}

/** Runs a program to its end. Never throws for its exit code: that is the caller's to judge. */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, environment, timeoutSeconds }: RunOptions,
): Promise<Ended> {
  const startedMs = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutSeconds * 1_000,
    killSignal: 'SIGINT',
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      resolve(exitCode ?? (signal === 'SIGINT' ? 130 : 137));
    });
  });
  return { code, ...output, startedMs, seconds: (performance.now() - startedMs) / 1_000 };
}
