import { z } from 'zod';
import { valueAt } from './fields';
import { nearest } from './nearest';
import type { Problem } from './problem';

/** A problem that knows its field as a path; where that path was written is the reader's business. */
export interface PathProblem extends Omit<Problem, 'at' | 'field'> {
  readonly path: readonly PropertyKey[];
}

/**
 * Puts what a schema found into words.
 *
 * @param schema - the schema that refused, asked for the names it knows.
 * @param issue - one finding of it.
 * @param input - the value that was refused.
 */
export function schemaProblems(
  schema: z.core.$ZodType,
  issue: z.core.$ZodIssue,
  input: unknown,
): PathProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField(schema, [...issue.path, key], input));
  }
  const value = valueAt(input, issue.path);
  const mend = value === undefined ? 'add it' : 'correct it';
  return [{ path: issue.path, got: render(value), rule: rule(issue), mend }];
}

function unknownField(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  input: unknown,
): PathProblem {
  const known = knownFields(schema, path.slice(0, -1));
  const guess = nearest(String(path.at(-1)), known);
  return {
    path,
    got: render(valueAt(input, path)),
    rule: `be one of the known fields (${known.join(', ')})`,
    mend: guess === undefined ? 'remove it' : `write '${guess}', or remove it`,
  };
}

/** The field names that the schema knows at a path. */
function knownFields(root: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let schema = root;
  for (const key of path) {
    const shape = unwrap(schema);
    if (shape instanceof z.ZodObject) schema = fieldsOf(shape)[String(key)] ?? z.unknown();
    else if (shape instanceof z.ZodArray) schema = shape.element;
    else return [];
  }
  const shape = unwrap(schema);
  return shape instanceof z.ZodObject ? Object.keys(fieldsOf(shape)) : [];
}

function fieldsOf(shape: z.ZodObject): Record<string, z.core.$ZodType> {
  return shape.shape;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional
    ? unwrap(schema.unwrap())
    : schema;
}

function rule(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `be ${article(issue.expected === 'int' ? 'whole number' : issue.expected)}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? issue.message
        : `be at least ${issue.minimum}`;
    case 'too_big':
      return `be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function article(noun: string): string {
  const plain =
    noun === 'record' || noun === 'object' ? 'mapping' : noun === 'array' ? 'list' : noun;
  return /^[aeiou]/.test(plain) ? `an ${plain}` : `a ${plain}`;
}

function render(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
