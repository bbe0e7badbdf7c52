import { execFile } from 'node:child_process';

/** What the parts and our own commands are given: nothing of the caller's, such as proxies or tokens. */
export const plainEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
} as const;

/**
 * Runs a short command without a shell.
 *
 * @returns what it wrote to standard output.
 * @throws Error with the command and what it wrote to standard error, when it fails.
 */
export function capture(
  command: string,
  args: readonly string[],
  options: { readonly input?: string; readonly timeoutMs?: number } = {},
): Promise<string> {
  return new Promise((done, fail) => {
    const settings = {
      env: plainEnvironment,
      timeout: options.timeoutMs ?? 60_000,
      maxBuffer: 64 * 1024 * 1024,
    };
    const child = execFile(command, args, settings, (error, stdout, stderr) => {
      if (error === null) {
        done(stdout);
        return;
      }
      const words = [command, ...args].join(' ');
      const said = stderr.trim() === '' ? error.message : stderr.trim();
      fail(new Error(`'${words}' failed: ${said}`, { cause: error }));
    });
    // A command that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}
