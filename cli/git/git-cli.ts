import { execFile } from 'node:child_process';
import { CommandFailure, EXIT } from '../failure';
import type { GitPort } from './git-port';

/** Hooks of a project may take their time. */
const TIMEOUT_MS = 300_000;

/** The `git` on the PATH. */
export class GitCli implements GitPort {
  constructor(private readonly folder: string) {}

  async isWorkTree(): Promise<boolean> {
    const { code, out } = await this.run('rev-parse', '--is-inside-work-tree');
    return code === 0 && out === 'true';
  }

  async isDirty(file: string): Promise<boolean> {
    return (await this.need('status', '--porcelain', '--ignored', '--', file)) !== '';
  }

  async hasBranch(name: string): Promise<boolean> {
    const { code } = await this.run('show-ref', '--verify', '--quiet', `refs/heads/${name}`);
    return code === 0;
  }

  async startBranch(name: string): Promise<void> {
    await this.need('switch', '--create', name);
  }

  async commit(file: string, message: string): Promise<string> {
    await this.need('commit', '--quiet', '--message', message, '--only', '--', file);
    return this.need('rev-parse', 'HEAD');
  }

  private async need(...args: readonly string[]): Promise<string> {
    const { code, out, errors } = await this.run(...args);
    if (code === 0) return out;
    const why = errors === '' ? out : errors;
    throw new CommandFailure(EXIT.fail, `git ${args[0] ?? ''} failed: ${why}`);
  }

  private run(...args: readonly string[]): Promise<{ code: number; out: string; errors: string }> {
    const options = { cwd: this.folder, timeout: TIMEOUT_MS };
    return new Promise((resolve, reject) => {
      execFile('git', args, options, (error, stdout, stderr) => {
        const code: unknown = error === null ? 0 : error.code;
        const [out, errors] = [stdout.trim(), stderr.trim()];
        if (typeof code === 'number') resolve({ code, out, errors });
        else reject(notRun(error));
      });
    });
  }
}

function notRun(cause: unknown): CommandFailure {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CommandFailure(EXIT.fail, `git cannot be run: ${why}`, {}, { cause });
}
