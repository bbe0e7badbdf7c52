/** What the commands need of git, in the project's folder. */
export interface GitPort {
  /** @returns whether the folder lies in a work tree. */
  isWorkTree(): Promise<boolean>;
  /** @returns whether a file differs from the last commit, or is in none. */
  isDirty(file: string): Promise<boolean>;
  hasBranch(name: string): Promise<boolean>;
  /** Makes a branch at the last commit and switches to it; files stay as they are. */
  startBranch(name: string): Promise<void>;
  /** Commits this file alone, whatever else is staged. @returns the commit's hash. */
  commit(file: string, message: string): Promise<string>;
}
