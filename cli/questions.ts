/** One question, answered by a line of text. */
export interface Question {
  readonly message: string;
  /** Taken when nothing is typed. */
  readonly preset: string | undefined;
  /** @returns what is wrong with an answer; undefined when it is good. */
  readonly check: (answer: string) => string | undefined;
}

/** Somebody who answers questions. */
export interface Questions {
  /** @returns the answer; undefined when the user has had enough. */
  ask(question: Question): Promise<string | undefined>;
}
