/** What the commands need of Pulumi: one stack of the project in one folder. */
export interface PulumiPort {
  /**
   * Latest first. Neither a lock nor the passphrase is needed.
   *
   * @param most - records at most.
   * @returns what `pulumi stack history --json` prints.
   */
  history(most: number): Promise<string>;
  /** @returns the outputs of the last update; undefined when they cannot be read. */
  outputs(): Promise<unknown>;
  /**
   * Applies the program as it is now. Selects the stack and never makes one.
   *
   * @throws CommandFailure with what Pulumi told, when the update failed or another one is under way.
   */
  up(request: UpdateRequest): Promise<void>;
}

export interface UpdateRequest {
  /** For the stack's history. */
  readonly message: string;
  /** Told a line for everything that changes. */
  readonly onProgress: (line: string) => void;
  /** Asks Pulumi to end the update in order; what is under way is still finished. */
  readonly signal: AbortSignal;
}

/** Which stack, and where. */
export interface PulumiStack {
  /** Name of the stack. */
  readonly stack: string;
  /** The project's folder. */
  readonly folder: string;
}
