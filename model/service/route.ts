import { z } from 'zod';
import { urlPath } from './fields';

const name = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/, {
  error: 'hold only a-z, 0-9 and -, 40 characters at most',
});

const percent = z.int().min(0).max(100);

/** One kind of request that the gateway takes. */
const route = z.strictObject({
  name: name.describe('Name of the route, in logs and metrics.'),
  path: urlPath.describe('The path, or its beginning.'),
  match: z
    .enum(['exact', 'prefix'])
    .default('prefix')
    .describe('An exact match wins over a prefix, a longer prefix over a shorter one.'),
  to: z
    .enum(['split', 'v1', 'v2'])
    .default('split')
    .describe('split: by the share. v1, v2: always that version.'),
  mirrorPercent: percent
    .default(0)
    .describe('Part of the requests of which V2 gets a copy whose reply is dropped.'),
  timeoutSeconds: z
    .int()
    .min(1)
    .max(3_600)
    .optional()
    .describe(
      "Time for a version to answer; the gateway's 'longestRequestSeconds' where it is not given.",
    ),
  fallback: z
    .enum(['none', 'idempotent', 'safe'])
    .default('idempotent')
    .describe(
      'When V2 refuses, times out or answers 502, 503 or 504, V1 gets the request. idempotent: GET, HEAD, ' +
        'PUT, DELETE, OPTIONS. safe: every request of this route may be sent twice.',
    ),
  jwt: z.boolean().default(false).describe('Whether a valid token is needed.'),
  rateLimit: z
    .boolean()
    .default(true)
    .describe('Whether the limit per client counts these requests.'),
  bodyKiB: z
    .int()
    .min(1)
    .max(1_048_576)
    .optional()
    .describe('Largest body, in place of gateway.limits.'),
  excludedRules: z
    .array(z.int().min(1).max(9_999_999))
    .default([])
    .describe('Rules of the Core Rule Set that are left out for this route.'),
});

/** The routes in any order; what no route takes is answered 404. */
export const routes = z
  .array(route)
  .min(1, { error: 'list at least one route' })
  .default([route.parse({ name: 'all', path: '/' })])
  .superRefine((list, context) => {
    const names = new Set<string>();
    const paths = new Set<string>();
    list.forEach(({ name: routeName, path, match, to, mirrorPercent }, index) => {
      const duplicate = (field: string, input: string) => {
        context.addIssue({ code: 'custom', path: [index, field], message: 'be unique', input });
      };
      if (names.has(routeName)) duplicate('name', routeName);
      if (paths.has(`${match} ${path}`)) duplicate('path', path);
      names.add(routeName);
      paths.add(`${match} ${path}`);
      if (to === 'v2' && mirrorPercent > 0) {
        const message = 'be 0 on a route to v2, which gets the requests themselves';
        context.addIssue({
          code: 'custom',
          path: [index, 'mirrorPercent'],
          message,
          input: mirrorPercent,
        });
      }
    });
  });

export type Route = z.infer<typeof route>;
