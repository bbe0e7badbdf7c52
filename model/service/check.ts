import { z } from 'zod';
import { headerName, urlPath } from './fields';

/** A request and the reply it must get: `cutover smoke` runs them all. */
const check = z.strictObject({
  name: z.string().min(1).max(120).describe('What is checked, as a short sentence.'),
  versions: z
    .array(z.enum(['v1', 'v2']))
    .min(1, { error: 'name at least one version' })
    .default(['v1', 'v2'])
    .describe('Versions that must answer so.'),
  request: z.strictObject({
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET'),
    path: urlPath,
    query: z.record(z.string(), z.string()).default({}),
    headers: z.record(headerName, z.string()).default({}),
    json: z.json().optional().describe('Body, sent as application/json.'),
  }),
  expect: z.strictObject({
    status: z.int().min(100).max(599).default(200),
    headers: z
      .record(headerName, z.string())
      .default({})
      .describe('Headers with exactly these values.'),
    json: z
      .record(z.string(), z.json())
      .default({})
      .describe(
        'Values that must stand in the JSON reply, by their path, for example `jobs[0].title`.',
      ),
  }),
});

export const checks = z.array(check).default([]);

export type Check = z.infer<typeof check>;
