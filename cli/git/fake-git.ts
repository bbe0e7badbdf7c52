import { CommandFailure, EXIT } from '../failure';
import type { GitPort } from './git-port';

/** A work tree in memory, for tests. */
export class FakeGit implements GitPort {
  workTree = true;
  dirty = false;
  branches: string[] = ['main'];
  /** Makes the next commit fail, as a hook would. */
  refusal: string | undefined;
  readonly commits: { file: string; message: string; branch: string | undefined }[] = [];

  isWorkTree(): Promise<boolean> {
    return Promise.resolve(this.workTree);
  }

  isDirty(): Promise<boolean> {
    return Promise.resolve(this.dirty);
  }

  hasBranch(name: string): Promise<boolean> {
    return Promise.resolve(this.branches.includes(name));
  }

  startBranch(name: string): Promise<void> {
    this.branches.push(name);
    return Promise.resolve();
  }

  commit(file: string, message: string): Promise<string> {
    if (this.refusal !== undefined) {
      return Promise.reject(new CommandFailure(EXIT.fail, this.refusal));
    }
    this.commits.push({ file, message, branch: this.branches.at(-1) });
    return Promise.resolve('2f9913cb96187df9a9e4252f146a721d0e1f05b4');
  }
}
