import { z } from 'zod';
import { nearest } from '../model/nearest';
import { InvalidInputError, type Problem } from '../model/problem';

const rate = z.number().min(0).max(1);

const faultsSchema = z.strictObject({
  /** Part of the requests answered with 500, 0 to 1. Spread evenly: 0.25 is exactly every fourth. */
  errorRate: rate.default(0),
  /** Milliseconds by which every reply is late, 0 to 60,000. */
  addedLatencyMs: z.number().min(0).max(60_000).default(0),
  /** Part of the requests that never get a reply, 0 to 1. */
  hangRate: rate.default(0),
  /** Replies are 200 and JSON, but not in the format that the route promises. */
  wrongBody: z.boolean().default(false),
  /** `now` ends the process after this call's reply; `onNextRequest` at the next match, unanswered. */
  crash: z.enum(['never', 'now', 'onNextRequest']).default('never'),
  /** Precision to report and to score with in place of the version's own, 0 to 1; null leaves it. */
  precision: rate.nullable().default(null),
  /** Part of the users that is satisfied, to report in place of the version's own, 0 to 1. */
  satisfaction: rate.nullable().default(null),
  /** Part of the matches that led to an application, to report, 0 to 1. */
  conversion: rate.nullable().default(null),
  /** Return of a match in euros, to report; may be a loss. */
  roiPerMatch: z.number().min(-1_000).max(1_000).nullable().default(null),
  /** Matches that wait, to report. */
  queueDepth: z.int().min(0).max(1_000_000).nullable().default(null),
  /** The health path answers 503; matches are still answered. */
  notReady: z.boolean().default(false),
});

/** The faults that a simulated version shows. Kept in memory: a restarted container has none. */
export type Faults = Readonly<z.infer<typeof faultsSchema>>;

export const NO_FAULTS: Faults = faultsSchema.parse({});

const RULES: Record<keyof Faults, string> = {
  errorRate: 'be a number from 0 to 1',
  addedLatencyMs: 'be a number from 0 to 60000',
  hangRate: 'be a number from 0 to 1',
  wrongBody: 'be true or false',
  crash: 'be "never", "now" or "onNextRequest"',
  precision: 'be null or a number from 0 to 1',
  satisfaction: 'be null or a number from 0 to 1',
  conversion: 'be null or a number from 0 to 1',
  roiPerMatch: 'be null or a number from -1000 to 1000',
  queueDepth: 'be null or a whole number from 0 to 1000000',
  notReady: 'be true or false',
};

/**
 * Reads the whole set of faults: what is left out is off.
 *
 * @throws InvalidInputError with every problem of the body.
 */
export function parseFaults(body: string): Faults {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw refused([whole(body, 'be JSON')]);
  }
  const parsed = faultsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refused(parsed.error.issues.flatMap((issue) => problemsOf(issue, value, body)));
}

function problemsOf(issue: z.core.$ZodIssue, value: unknown, body: string): Problem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, value));
  const field = issue.path[0] as keyof Faults | undefined;
  if (field === undefined) return [whole(body, 'be an object')];
  return [{ field, got: shown(value, field), rule: RULES[field], mend: 'correct it' }];
}

const knownKeys = Object.keys(RULES);

function unknownKey(field: string, value: unknown): Problem {
  const guess = nearest(field, knownKeys);
  const mend = guess === undefined ? 'remove it' : `write '${guess}', or remove it`;
  return { field, got: shown(value, field), rule: `be one of ${knownKeys.join(', ')}`, mend };
}

function whole(body: string, rule: string): Problem {
  const mend = 'send for example {"errorRate": 0.05}';
  return { field: 'body', got: JSON.stringify(body.slice(0, 80)), rule, mend };
}

function shown(value: unknown, field: string): string {
  return JSON.stringify((value as Record<string, unknown>)[field]);
}

function refused(problems: Problem[]): InvalidInputError {
  return new InvalidInputError('faults', problems);
}
