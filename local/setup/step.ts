import type { LocalPaths } from '../settings';

/** What a step of the set-up works with. */
export interface StepContext {
  readonly paths: LocalPaths;
  /** The environment that started the set-up; programs that a step runs get it. */
  readonly environment: NodeJS.ProcessEnv;
  /** Folder for the whole output of the programs that a step runs. */
  readonly logs: string;
  /** Aborted when the user interrupts the set-up. */
  readonly signal?: AbortSignal | undefined;
  /** Shows what the step is doing right now. */
  readonly report: (text: string) => void;
}

/** One part of the set-up. Running it again when its work is done changes nothing and takes no time to speak of. */
export interface Step {
  readonly title: string;
  /** @returns what came of it, in a few words: `up to date`, `installed wrk`. */
  readonly run: (context: StepContext) => Promise<string>;
}
