import { z } from 'zod';
import { headerName, headerValue, oneLine, urlPath } from './fields';
import { JSON_KINDS, parseJsonPath } from './json-path';

const jsonPath = z
  .string()
  .max(1_024)
  .refine((text) => parseJsonPath(text) !== undefined, {
    error: 'be a path such as jobs[0].title or jobs.length',
  });

const request = z.strictObject({
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    .default('GET')
    .describe('Method of the request.'),
  path: urlPath.describe('Path of the request.'),
  query: z.record(z.string(), z.string()).default({}).describe('Parameters of the query.'),
  headers: z.record(headerName, headerValue).default({}).describe('Headers, beside the usual.'),
  json: z.json().optional().describe('Body, sent as application/json.'),
});

const expected = z.strictObject({
  status: z.int().min(100).max(599).default(200).describe('Status of the reply.'),
  headers: z
    .record(headerName, headerValue)
    .default({})
    .describe('Headers with exactly these values.'),
  json: z
    .record(jsonPath, z.json())
    .default({})
    .describe(
      'Values that must stand in the JSON reply, by their path, for example `jobs[0].title`; ' +
        '`jobs.length` is the length of a list.',
    ),
  kinds: z
    .record(jsonPath, z.enum(JSON_KINDS))
    .default({})
    .describe('Kinds of values that must stand in the JSON reply, by their path: its format.'),
});

/** A request and the reply it must get: `cutover smoke` runs them all. */
const check = z
  .strictObject({
    name: oneLine(120).describe('What is checked, as a short sentence.'),
    versions: z
      .array(z.enum(['v1', 'v2']))
      .min(1, { error: 'name at least one version' })
      .default(['v1', 'v2'])
      .describe('Versions that must answer so.'),
    request: request.describe('What is asked.'),
    expect: expected.prefault({}).describe('What must be answered.'),
  })
  .refine(({ request: { method, json } }) => json === undefined || !BODILESS.includes(method), {
    error: 'be left out with the methods GET and HEAD, which have no body',
    path: ['request', 'json'],
  });

const BODILESS: readonly string[] = ['GET', 'HEAD'];

export const checks = z.array(check).default([]);

export type Check = z.infer<typeof check>;
