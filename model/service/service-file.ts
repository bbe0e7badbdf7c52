import { isAlias, isMap, isNode, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
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
  const merged = merge(content(file, document), overrides?.values);
  const result = serviceSchema.safeParse(merged);
  if (result.success) return result.data;
  const problems = result.error.issues
    .flatMap((issue) => schemaProblems(serviceSchema, issue, merged))
    .map(({ path, ...rest }) => ({ ...rest, ...origin(path, document, lines, overrides) }));
  throw new InvalidInputError(file, problems.sort(byLine));
}

/** What a document says; aliases without an anchor, and too many of them, are found only here. */
function content(file: string, document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new InvalidInputError(file, [syntaxProblem(error)]);
  }
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
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length);
    const overridden = overrides !== undefined && valueAt(overrides.values, part) !== undefined;
    const offset = offsetOf(document, part);
    // A field stands where it was written last; a missing one is missing in the file, if that can be.
    if (overridden && (length === path.length || offset === undefined)) {
      return { field: `${overrides.source}: ${field}` };
    }
    if (offset !== undefined) return { field, at: placeOf(lines, offset) };
  }
  const start = isMap(document.contents) ? document.contents.range?.[0] : undefined;
  return start === undefined ? { field } : { field, at: placeOf(lines, start) };
}

function placeOf(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** The offset of a field's key (or of a list's item); `undefined` when the file does not have it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const name of path) {
    const parent = isAlias(node) ? node.resolve(document) : node;
    if (isMap(parent)) {
      const pair = parent.items.find((item) => String(item.key) === String(name));
      if (!pair || !isNode(pair.key)) return undefined;
      offset = pair.key.range?.[0];
      node = pair.value;
    } else if (isSeq(parent)) {
      node = parent.items[Number(name)];
      if (!isNode(node)) return undefined;
      offset = node.range?.[0];
    } else return undefined;
  }
  return offset;
}
