import { z } from 'zod';
import { WEIGHTS } from './verdict';

/** What the values of a gate are, for messages and dashboards. */
export const UNITS = ['ratio', 'seconds', 'count', 'currency', 'number'] as const;
export type Unit = (typeof UNITS)[number];

/** Bounds on V2 that follow V1: so many times V1's value, or V1's value and so much more. */
const comparisonSchema = z.strictObject({
  atLeastTimes: z.number().optional(),
  atMostTimes: z.number().optional(),
  atLeastMore: z.number().optional(),
  atMostMore: z.number().optional(),
});

/** A gate with all its defaults filled in: what the guard is given, and what it judges by. */
export const gateSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  /** PromQL with `$variables`, of V2's value; with `$version` in it, of V1's as well. */
  query: z.string(),
  /** PromQL with `$variables`, of the number of observations that the value rests on. */
  samples: z.string(),
  /** As written in the service file, for example `5m`. */
  window: z.string(),
  /** Least value of V2 that passes. */
  atLeast: z.number().optional(),
  /** Greatest value of V2 that passes. */
  atMost: z.number().optional(),
  comparedToV1: comparisonSchema.optional(),
  /** Fewer samples than these make it inconclusive; 0: samples are not asked for. */
  minimumSamples: z.number(),
  weight: z.enum(WEIGHTS),
  /** Judged and told, and counts for nothing. */
  dryRun: z.boolean(),
  /** Least share at which it is judged. */
  minimumShare: z.number(),
  unit: z.enum(UNITS),
  /** The verdict where V1 misses an absolute bound as V2 does. */
  ifV1FailsToo: z.enum(['inconclusive', 'fail']),
});

export type Gate = z.infer<typeof gateSchema>;
export type ComparisonWithV1 = z.infer<typeof comparisonSchema>;
