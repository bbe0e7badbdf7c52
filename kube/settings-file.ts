import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { InvalidInputError } from '../model/problem';
import { schemaProblems } from '../model/schema-problems';

/**
 * Reads what an in-cluster program is told by its ConfigMap.
 *
 * @throws InvalidInputError naming every problem of the file at once.
 */
export function readSettingsFile<T>(path: string, schema: z.ZodType<T>): T {
  const input: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .flatMap((issue) => schemaProblems(schema, issue, input))
    .map(({ path: at, ...problem }) => ({ field: at.join('.'), ...problem }));
  throw new InvalidInputError(path, problems);
}
