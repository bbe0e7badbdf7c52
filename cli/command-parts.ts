import type { ClusterPort } from './cluster-port';
import type { ExitCode } from './failure';
import type { GitPort } from './git/git-port';
import type { Output } from './output';
import type { PulumiPort, PulumiStack } from './pulumi/pulumi-port';
import type { Questions } from './questions';
import type { CommandTarget } from './target';

/** What the commands need from outside. */
export interface ProgramParts {
  readonly connect: (target: CommandTarget) => ClusterPort;
  readonly pulumi: (where: PulumiStack) => PulumiPort;
  /** @param folder - the project's. */
  readonly git: (folder: string) => GitPort;
  /** Draws a Vega-Lite chart as an SVG element. */
  readonly draw: (spec: object) => Promise<string>;
  readonly output: Output;
  /** Asks the user; undefined where there is nobody to answer. */
  readonly questions: Questions | undefined;
  /** For `--by`. */
  readonly user: string;
  /** Folder in which the search for the stack file starts. */
  readonly folder: string;
  readonly now: () => Date;
  /** Ends `status --watch`, and asks an update to end in order. */
  readonly signal: AbortSignal;
  /** While this work is under way, an interruption does not end the process by itself. */
  readonly uninterrupted: <T>(work: () => Promise<T>) => Promise<T>;
}

/** What a command gets: all of that, and where its exit code goes. */
export interface CommandParts extends ProgramParts {
  readonly exit: (code: ExitCode) => void;
}
