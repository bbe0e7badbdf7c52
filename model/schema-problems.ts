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
  const meant = issue.code === 'invalid_union' ? meantBranch(issue) : undefined;
  if (meant) return meant.flatMap((below) => schemaProblems(schema, below, input));
  const value = valueAt(input, issue.path);
  return [{ path: issue.path, got: render(value), rule: rule(issue), mend: mend(issue, value) }];
}

/** The findings of the only choice whose shape was met: it is the one that was meant. */
function meantBranch(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] | undefined {
  const met = issue.errors.filter((branch) => branch.every(({ path }) => path.length > 0));
  if (met.length !== 1) return undefined;
  return met[0]?.map((below) => ({ ...below, path: [...issue.path, ...below.path] }));
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
  let schemas = [root];
  for (const key of path) schemas = schemas.flatMap(unwrap).flatMap((one) => below(one, key));
  return [...new Set(schemas.flatMap(unwrap).flatMap((one) => Object.keys(fieldsOf(one))))];
}

/** The schemas of what lies at a key of a value. */
function below(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  const field = fieldsOf(schema)[String(key)];
  return field === undefined ? [] : [field];
}

function fieldsOf(schema: z.core.$ZodType): Record<string, z.core.$ZodType> {
  return schema instanceof z.ZodObject ? schema.shape : {};
}

/** The schemas that say what may be written there: without defaults, and one by one where it is a choice. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional
  ) {
    return unwrap(schema.unwrap());
  }
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap);
  return [schema];
}

function rule(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `be ${article(issue.expected === 'int' ? 'whole number' : issue.expected)}`;
    case 'invalid_value':
      return `be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'invalid_key':
      return issue.issues[0] ? `have a name that must ${rule(issue.issues[0])}` : issue.message;
    case 'too_small':
      return isOwn(issue) ? issue.message : `be ${bound(issue, issue.minimum, 'more', 'at least')}`;
    case 'too_big':
      return isOwn(issue) ? issue.message : `be ${bound(issue, issue.maximum, 'less', 'at most')}`;
    default:
      return issue.message;
  }
}

/** Whether the schema gave a message of its own, in place of one of zod. */
const isOwn = ({ message }: z.core.$ZodIssue): boolean => !/^Too (small|big): /.test(message);

function bound(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  limit: number | bigint,
  beyond: string,
  upTo: string,
): string {
  if (issue.origin === 'string') return `${upTo} ${limit} characters long`;
  if (issue.origin === 'array') return `a list of ${upTo} ${limit}`;
  return issue.inclusive === false ? `${beyond} than ${limit}` : `${upTo} ${limit}`;
}

function mend(issue: z.core.$ZodIssue, value: unknown): string {
  const own = issue.code === 'custom' ? (issue.params?.['mend'] as unknown) : undefined;
  if (typeof own === 'string') return own;
  if (value === undefined) return 'add it';
  if (issue.code === 'invalid_type' && issue.expected === 'string') {
    if (typeof value === 'number' || typeof value === 'boolean') return 'put it in quotes';
  }
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    const guess = nearest(value, issue.values.map(String));
    if (guess !== undefined) return `write '${guess}'`;
  }
  return issue.code === 'invalid_key' ? 'rename it' : 'correct it';
}

const NOUNS: Readonly<Record<string, string>> = {
  record: 'mapping',
  object: 'mapping',
  array: 'list',
};

function article(noun: string): string {
  return noun === 'boolean'
    ? 'true or false'
    : noun === 'string'
      ? 'text'
      : `a ${NOUNS[noun] ?? noun}`;
}

function render(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
