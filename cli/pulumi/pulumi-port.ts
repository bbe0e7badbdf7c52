/** What the commands need of Pulumi: one stack of the project in one folder. */
export interface PulumiPort {
  /**
   * Latest first. Neither a lock nor the passphrase is needed.
   *
   * @param most - records at most.
   * @returns what `pulumi stack history --json` prints.
   */
  history(most: number): Promise<string>;
}

/** Which stack, and where. */
export interface PulumiStack {
  /** Name of the stack. */
  readonly stack: string;
  /** The project's folder. */
  readonly folder: string;
}
