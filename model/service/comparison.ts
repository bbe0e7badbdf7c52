import { z } from 'zod';
import { parseFieldPattern } from '../comparison/field-pattern';
import { headerName } from './fields';

const field = z
  .string()
  .max(256)
  .refine((text) => parseFieldPattern(text) !== undefined, {
    error: 'be a pattern of fields such as jobs[*].score',
  });

const tolerance = z.number().positive().max(1e9);

/** How the replies to requests of one route are compared. */
const comparedRoute = z.strictObject({
  percent: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe('Part of the requests of the route that is compared.'),
  ignore: z
    .array(field)
    .default([])
    .describe('Fields of the JSON that may differ, with `[*]` for every element of a list.'),
  tolerances: z
    .record(field, tolerance)
    .default({})
    .describe('Largest difference of a number, by its field.'),
  unordered: z
    .array(field)
    .default([])
    .describe('Lists whose order means nothing; `[*]` is the reply itself.'),
  headers: z
    .array(headerName)
    .default(['content-type'])
    .describe('Headers of the reply that must be equal.'),
  additions: z
    .enum(['allow', 'refuse'])
    .default('allow')
    .describe('Whether V2 may answer fields that V1 does not know.'),
});

/**
 * A bounded sample of live requests goes to both versions a second time, beside the reply that the client gets, and what
 * they answer is compared.
 */
export const comparison = z
  .strictObject({
    routes: z
      .record(z.string(), comparedRoute)
      .refine((value) => Object.keys(value).length > 0, { error: 'name at least one route' })
      .describe('Routes whose replies are compared, by name.'),
    requestsPerSecond: z
      .number()
      .positive()
      .max(1_000)
      .default(5)
      .describe('Most requests that are compared; each is one more for both versions.'),
    timeoutSeconds: z.int().min(1).max(300).default(10).describe('Time for a version to answer.'),
    atMost: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('Largest part of replies that may differ: the bound of the gate `compatibility`.'),
    minimumSamples: z
      .int()
      .min(1)
      .max(100_000)
      .default(100)
      .describe('Replies to compare before the gate judges.'),
  })
  .optional();
