/** What the process answers with. */
export const EXIT = {
  /** Done, or passed. */
  done: 0,
  /** Tried and failed. */
  fail: 1,
  /** Nothing can be said: no data, or not enough. */
  inconclusive: 2,
  /** Refused by a rule. */
  refused: 3,
  /** Wrong usage: command, option or argument. */
  usage: 64,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command ends without having done what it was asked; the message tells its user why and what to do. */
export class CommandFailure extends Error {
  /** @param details - more for `--json`, beside the message. */
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CommandFailure';
  }
}
