import { execFile } from 'node:child_process';
import { CommandFailure, EXIT } from '../failure';
import type { PulumiPort, PulumiStack, UpdateRequest } from './pulumi-port';
import { firstError, NO_PULUMI } from './pulumi-error';
import { update } from './update';

/** A command that only reads; a backend far away takes seconds. */
const TIMEOUT_MS = 60_000;
/** A record of an update is a few KiB. */
const LONGEST_OUTPUT = 64 * 1024 * 1024;

/** The `pulumi` on the PATH. */
export class PulumiCli implements PulumiPort {
  /** @param environment - of the commands: backend, passphrase, PATH. */
  constructor(
    private readonly where: PulumiStack,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  history(most: number): Promise<string> {
    const { stack } = this.where;
    const page = ['--page-size', String(most), '--page', '1'];
    return this.read('read the history', 'stack', 'history', '--json', '--stack', stack, ...page);
  }

  async outputs(): Promise<unknown> {
    const { stack } = this.where;
    try {
      const args = ['stack', 'output', '--json', '--stack', stack];
      return JSON.parse(await this.read('read the outputs', ...args));
    } catch {
      return undefined;
    }
  }

  up(request: UpdateRequest): Promise<void> {
    return update(this.where, this.environment, request);
  }

  /** @param doing - for example `read the history`. */
  private read(doing: string, ...args: readonly string[]): Promise<string> {
    const options = {
      cwd: this.where.folder,
      env: this.environment,
      timeout: TIMEOUT_MS,
      maxBuffer: LONGEST_OUTPUT,
    };
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
    const message = `cannot ${doing}: ${NO_PULUMI}`;
    return new CommandFailure(EXIT.fail, message, {}, { cause: error });
  }
  const why = killed ? `no answer within ${TIMEOUT_MS / 1000} s` : firstError(stderr);
  return new CommandFailure(EXIT.fail, `cannot ${doing}: ${why}`, {}, { cause: error });
}
