import type { ClusterPort } from './cluster-port';
import type { ExitCode } from './failure';
import type { Output } from './output';
import type { PulumiPort, PulumiStack } from './pulumi/pulumi-port';
import type { Questions } from './questions';
import type { CommandTarget } from './target';

/** What the commands need from outside. */
export interface ProgramParts {
  readonly connect: (target: CommandTarget) => ClusterPort;
  readonly pulumi: (where: PulumiStack) => PulumiPort;
  readonly output: Output;
  /** Asks the user; undefined where there is nobody to answer. */
  readonly questions: Questions | undefined;
  /** For `--by`. */
  readonly user: string;
  /** Folder in which the search for the stack file starts. */
  readonly folder: string;
  readonly now: () => Date;
  /** Ends `status --watch`. */
  readonly signal: AbortSignal;
}

/** What a command gets: all of that, and where its exit code goes. */
export interface CommandParts extends ProgramParts {
  readonly exit: (code: ExitCode) => void;
}
