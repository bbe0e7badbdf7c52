import { describeProblem, InvalidInputError, type Problem } from '../model/problem';
import { CommandFailure } from './failure';
import { readSource, type ServiceSource } from './service-source';

/** A problem of one file. */
interface ToldProblem {
  readonly field: string;
  readonly got: string | null;
  readonly rule: string;
  readonly mend: string;
  readonly line: number | null;
  readonly column: number | null;
  /** All of it in one line. */
  readonly message: string;
}

export interface ValidatedFile {
  readonly file: string;
  readonly valid: boolean;
  /** Name of the service; null where the file is not valid. */
  readonly service: string | null;
  readonly problems: readonly ToldProblem[];
}

/** Checks service files; never fails for what is wrong with one of them. */
export function validate(sources: readonly ServiceSource[]): ValidatedFile[] {
  return sources.map((source) => {
    try {
      return { file: source.file, valid: true, service: readSource(source).name, problems: [] };
    } catch (error) {
      return { file: source.file, valid: false, service: null, problems: problemsOf(error) };
    }
  });
}

function problemsOf(error: unknown): ToldProblem[] {
  if (error instanceof InvalidInputError) return error.problems.map(told);
  if (!(error instanceof CommandFailure)) throw error;
  const unread = { field: 'the file', got: null, rule: 'be readable', mend: 'name another file' };
  return [{ ...unread, line: null, column: null, message: error.message }];
}

function told(problem: Problem): ToldProblem {
  const { field, got = null, rule, mend, at } = problem;
  const place = { line: at?.line ?? null, column: at?.column ?? null };
  return { field, got, rule, mend, ...place, message: describeProblem(problem) };
}

/** @returns for people: a line for each valid file, all problems of the others. */
export function renderValidated(files: readonly ValidatedFile[]): string {
  return files.map(renderFile).join('\n');
}

function renderFile({ file, valid, service, problems }: ValidatedFile): string {
  if (valid) return `${file}: valid (service ${service ?? ''})`;
  const [first] = problems;
  if (problems.length === 1 && first?.field === 'the file' && first.rule === 'be readable') {
    return first.message;
  }
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [`${file}: ${count}`, ...problems.map(({ message }) => `  ${message}`)].join('\n');
}
