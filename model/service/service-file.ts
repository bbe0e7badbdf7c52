import { isMap, isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { fieldName, merge, valueAt } from '../fields';
import { InvalidInputError, type Problem } from '../problem';
import { schemaProblems } from '../schema-problems';
import { serviceSchema, type Service } from './service';

/** Values that a stack lays over the service file, by the same field names. */
export interface Overrides {
  /** Where they come from, for messages, for example `cutover:overrides`. */
  readonly source: string;
  readonly values: unknown;
}

/**
 * Reads a service file, lays a stack's overrides over it and checks the result.
 *
 * @param file - the name of the file, for messages.
 * @param text - its contents.
 * @returns the service with its defaults filled in.
 * @throws InvalidInputError with every problem of the file and of the overrides at once, each with its
 * line and column where it has one, and with the nearest known name for an unknown field.
 */
export function readServiceFile(file: string, text: string, overrides?: Overrides): Service {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new InvalidInputError(file, document.errors.map(syntaxProblem));
  }
  const merged = merge(document.toJS() as unknown, overrides?.values);
  const result = serviceSchema.safeParse(merged);
  if (result.success) return result.data;
  const problems = result.error.issues
    .flatMap((issue) => schemaProblems(serviceSchema, issue, merged))
    .map(({ path, ...rest }) => ({ ...rest, ...origin(path, document, lines, overrides) }));
  throw new InvalidInputError(file, problems.sort(byLine));
}

const byLine = (a: Problem, b: Problem): number => (a.at?.line ?? 0) - (b.at?.line ?? 0);

function syntaxProblem(error: {
  message: string;
  linePos?: readonly { line: number; col: number }[];
}): Problem {
  const [start] = error.linePos ?? [];
  return {
    field: 'YAML',
    got: error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, ''),
    rule: 'be well-formed',
    mend: 'correct the file at this place',
    ...(start ? { at: { line: start.line, column: start.col } } : {}),
  };
}

/** Where a field was written: in the overrides, or at a line of the file. */
function origin(
  path: readonly PropertyKey[],
  document: Document,
  lines: LineCounter,
  overrides: Overrides | undefined,
): Pick<Problem, 'at' | 'field'> {
  const field = fieldName(path);
  if (overrides && valueAt(overrides.values, path) !== undefined) {
    return { field: `${overrides.source}: ${field}` };
  }
  const offset = offsetOf(document, path);
  if (offset === undefined) return { field };
  const { line, col } = lines.linePos(offset);
  return { field, at: { line, column: col } };
}

/** The offset of a field's key (or of a list's item); of its nearest parent when the field is absent. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const parent =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const name = path[length - 1];
    if (isMap(parent)) {
      const key = parent.items.find((item) => String(item.key) === String(name))?.key;
      if (isNode(key) && key.range) return key.range[0];
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}
