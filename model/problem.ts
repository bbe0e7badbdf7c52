/** One thing wrong with an input, told so that its owner can mend it. */
export interface Problem {
  /** The field as its owner writes it, for example `versions.v2.port` or `cutover:v2TrafficPercentage`. */
  readonly field: string;
  /** What was found there, rendered for reading; `undefined` when the field is absent. */
  readonly got: string | undefined;
  /** The rule, as the end of the sentence "… must …", without a full stop. */
  readonly rule: string;
  /** What to do about it, as an imperative without a full stop. */
  readonly mend: string;
  /** Line and column in the file that holds the field, from 1; absent for values that no file holds. */
  readonly at?: { readonly line: number; readonly column: number };
}

/** @returns `'field' (got) must rule; mend`, with the place before it when it is known. */
export function describeProblem(problem: Problem): string {
  const place = problem.at ? `line ${problem.at.line}, column ${problem.at.column}: ` : '';
  const got = problem.got === undefined ? 'missing' : problem.got;
  return `${place}'${problem.field}' (${got}) must ${problem.rule}; ${problem.mend}`;
}

/** An input was refused. Carries every problem found, not only the first. */
export class InvalidInputError extends Error {
  /**
   * @param subject - what was read, for example `services/supersmartmatch.yaml`.
   * @param problems - at least one.
   */
  constructor(
    readonly subject: string,
    readonly problems: readonly Problem[],
  ) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super([`${subject}: ${count}`, ...problems.map((p) => `  ${describeProblem(p)}`)].join('\n'));
    this.name = 'InvalidInputError';
  }
}
