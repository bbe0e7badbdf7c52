import { execFile } from 'node:child_process';
import { CommandFailure, EXIT } from '../failure';
import type { PulumiPort, PulumiStack } from './pulumi-port';

/** A command that only reads; a backend far away takes seconds. */
const TIMEOUT_MS = 60_000;
/** A record of an update is a few KiB. */
const LONGEST_OUTPUT = 64 * 1024 * 1024;

/** The `pulumi` on the PATH. */
export class PulumiCli implements PulumiPort {
  constructor(private readonly where: PulumiStack) {}

  history(most: number): Promise<string> {
    const { stack } = this.where;
    const page = ['--page-size', String(most), '--page', '1'];
    return this.read('read the history', 'stack', 'history', '--json', '--stack', stack, ...page);
  }

  /** @param doing - for example `read the history`. */
  private read(doing: string, ...args: readonly string[]): Promise<string> {
    const options = { cwd: this.where.folder, timeout: TIMEOUT_MS, maxBuffer: LONGEST_OUTPUT };
    return new Promise((resolve, reject) => {
      execFile('pulumi', [...args, '--non-interactive'], options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(pulumiFailure(error, stderr, `${doing} of stack '${this.where.stack}'`));
      });
    });
  }
}

function pulumiFailure(error: Error, stderr: string, doing: string): CommandFailure {
  const { code, killed } = error as Error & { code?: unknown; killed?: boolean };
  if (code === 'ENOENT') {
    const mend =
      'install it (https://www.pulumi.com/docs/install), or here: eval "$(npm run -s cluster -- env)"';
    const message = `cannot ${doing}: there is no pulumi on the PATH; ${mend}`;
    return new CommandFailure(EXIT.fail, message, {}, { cause: error });
  }
  const why = killed ? `no answer within ${TIMEOUT_MS / 1000} s` : firstError(stderr);
  return new CommandFailure(EXIT.fail, `cannot ${doing}: ${why}`, {}, { cause: error });
}

/** @returns the first error that Pulumi tells, without its prefix. */
function firstError(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const told = lines.find((line) => line.startsWith('error: ')) ?? lines.find(Boolean);
  return told?.replace(/^error: /, '') ?? 'pulumi told no reason';
}
