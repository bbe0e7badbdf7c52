import { z } from 'zod';
import { urlPath } from './fields';

const name = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/, {
  error: 'hold only a-z, 0-9 and -, 40 characters at most',
});

const percent = z.int().min(0).max(100);

/** NGINX compares the decoded path, with dots and double slashes resolved: other forms would never match. */
const path = urlPath
  .refine((text) => !text.includes('%'), { error: 'be written decoded, without %' })
  .refine((text) => !/\/\.{0,2}\//.test(text) && !/\/\.{1,2}$/.test(text), {
    error: 'be in its shortest form, without //, /./ and /../',
  })
  .refine((text) => !text.startsWith('/.cutover'), {
    error: "not begin with /.cutover, which is the gateway's own",
  });

/** One kind of request that the gateway takes. */
const routeShape = z.strictObject({
  name: name.describe('Name of the route, in logs and metrics.'),
  path: path.describe('The path, or its beginning.'),
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
    .optional()
    .describe(
      'When V2 refuses, times out or answers 502, 503 or 504, V1 gets the request. idempotent: GET, HEAD, ' +
        'PUT, DELETE, OPTIONS. safe: every request of this route may be sent twice. Where it is not given: ' +
        'idempotent on a route that is split, none on one that is pinned to a version.',
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

const route = routeShape
  .superRefine(({ to, mirrorPercent, fallback }, context) => {
    const tell = (field: string, message: string, input: unknown) => {
      context.addIssue({ code: 'custom', path: [field], message, input });
    };
    if (to === 'v2' && mirrorPercent > 0) {
      const rule = 'be 0 on a route to v2, which gets the requests themselves';
      tell('mirrorPercent', rule, mirrorPercent);
    }
    if (to === 'v1' && fallback !== undefined && fallback !== 'none') {
      tell('fallback', 'be none on a route to v1, which is what others fall back to', fallback);
    }
  })
  .transform((shape) => ({
    ...shape,
    fallback:
      shape.fallback ?? (shape.to === 'split' ? ('idempotent' as const) : ('none' as const)),
  }));

/** The routes in any order; what no route takes is answered 404. */
export const routes = z
  .array(route)
  .min(1, { error: 'list at least one route' })
  .superRefine((list, context) => {
    const seen = new Set<string>();
    list.forEach(({ name: routeName, path: routePath, match }, index) => {
      const unique = (field: string, input: string, key: string) => {
        if (seen.has(key)) {
          context.addIssue({ code: 'custom', path: [index, field], message: 'be unique', input });
        }
        seen.add(key);
      };
      unique('name', routeName, `name ${routeName}`);
      // The gateway takes no notice of case, and of two such routes only one would ever match.
      unique('path', routePath, `${match} ${routePath.toLowerCase()}`);
    });
  })
  .prefault([{ name: 'all', path: '/' }]);

export type Route = z.infer<typeof route>;

/** @returns the route that takes a path: an exact match first, else the longest prefix. */
export function routeOf(list: readonly Route[], requestPath: string): Route | undefined {
  const exact = list.find((one) => one.match === 'exact' && one.path === requestPath);
  if (exact) return exact;
  return list
    .filter((one) => one.match === 'prefix' && requestPath.startsWith(one.path))
    .sort((a, b) => b.path.length - a.path.length)[0];
}
