import { describeProblem } from '../problem';
import { schemaProblems } from '../schema-problems';
import { fieldName } from '../fields';
import type { z } from 'zod';
import { checks } from './check';
import { assignment, gateway } from './gateway';
import { planSchema } from './plan';
import { routeOf, routes } from './route';
import { workload } from './workload';

function problems(schema: z.ZodType, input: unknown): string[] {
  return (schema.safeParse(input).error?.issues ?? [])
    .flatMap((issue) => schemaProblems(schema, issue, input))
    .map(({ path, ...problem }) => describeProblem({ field: fieldName(path), ...problem }));
}

const shop = { image: 'shop:1', port: 80 };
const route = { name: 'all', path: '/' };
const phases = [{ name: 'all', steps: [{ share: 0 }] }];

it.each<[string, z.ZodType, unknown, string[]]>([
  [
    'a version whose requests exceed its limits',
    workload,
    { ...shop, resources: { limits: { cpu: '500m' }, requests: { cpu: '1', memory: '3Gi' } } },
    [
      `'resources.requests.cpu' ("1") must be no greater than 'limits.cpu'; correct it`,
      `'resources.requests.memory' ("3Gi") must be no greater than 'limits.memory'; correct it`,
    ],
  ],
  [
    'a liveness probe that is no slower than readiness',
    workload,
    { ...shop, probes: { liveness: { periodSeconds: 2, failureThreshold: 2 } } },
    [
      `'probes.liveness' ({"periodSeconds":2,"failureThreshold":2}) must take longer to fail (periodSeconds x failureThreshold) than 'readiness', which takes the pod out of traffic first; correct it`,
    ],
  ],
  [
    'a version forced by a header that means something else',
    gateway,
    { forcedVersion: { header: 'Host', clients: ['10.0.0.0/8'] } },
    [
      `'forcedVersion.header' ("Host") must begin with X- and be none that the gateway sets itself; correct it`,
    ],
  ],
  [
    'a start that may take longer than an hour',
    workload,
    { ...shop, probes: { startup: { periodSeconds: 61, failureThreshold: 60 } } },
    [
      `'probes.startup' ({"periodSeconds":61,"failureThreshold":60}) must give up within an hour (periodSeconds x failureThreshold); correct it`,
    ],
  ],
  [
    'numbers where text belongs',
    workload,
    { ...shop, environment: { A: 1, B: true, '1C': 'x' } },
    [
      `'environment.A' (1) must be text; put it in quotes`,
      `'environment.B' (true) must be text; put it in quotes`,
      `'environment.1C' ("x") must have a name that must be an environment name of letters, digits and _; rename it`,
    ],
  ],
  [
    'a misspelt choice, and one that resembles none',
    gateway,
    { tls: { mode: 'isuer' }, waf: { mode: 'yes' }, balancing: 7 },
    [
      `'balancing' (7) must be one of service, least_conn; correct it`,
      `'tls.mode' ("isuer") must be one of off, secret, issuer; write 'issuer'`,
      `'waf.mode' ("yes") must be one of off, detect, block; correct it`,
    ],
  ],
  [
    'a mode of TLS without what it needs',
    gateway,
    { tls: { mode: 'issuer' } },
    [
      `'tls.issuer' (missing) must be given with mode 'issuer'; add it`,
      `'tls.hosts' (missing) must name at least one host with mode 'issuer'; add it`,
    ],
  ],
  [
    'a Secret for TLS that is not named',
    gateway,
    { tls: { mode: 'secret' } },
    [`'tls.secret' (missing) must be given with mode 'secret'; add it`],
  ],
  [
    'a host that the preload list would not take',
    gateway,
    { tls: { hsts: { preload: true, maxAge: '364d' } } },
    [
      `'tls.hsts.preload' (true) must be false unless 'includeSubDomains' is true and 'maxAge' at least 365d, as the preload list asks; correct it`,
    ],
  ],
  [
    'a key by which clients cannot be told apart',
    assignment,
    { key: 'adress' },
    [`'key' ("adress") must be 'address', { header: NAME } or { cookie: NAME }; correct it`],
  ],
  [
    'a key of two kinds',
    assignment,
    { key: { header: 'A', cookie: 'b' } },
    [
      `'key' ({"header":"A","cookie":"b"}) must be 'address', { header: NAME } or { cookie: NAME }; correct it`,
    ],
  ],
  [
    'a key with a header that is none',
    assignment,
    { key: { header: 'X User' } },
    [`'key.header' ("X User") must be a header name such as X-User-Id; correct it`],
  ],
  [
    'bounds on either side',
    gateway,
    { workers: 0, limits: { bodyKiB: 2_000_000 }, rateLimit: { per: '31d', key: 'address' } },
    [
      `'workers' (0) must be at least 1; correct it`,
      `'rateLimit.per' ("31d") must be at most 30d; correct it`,
      `'limits.bodyKiB' (2000000) must be at most 1048576; correct it`,
    ],
  ],
  [
    'routes that NGINX would never choose',
    routes,
    ['/a%20b', '/a//b', '/a/../b', '/a/.', '/.cutover/x'].map((path, index) => ({
      name: `r${index}`,
      path,
    })),
    [
      `'[0].path' ("/a%20b") must be written decoded, without %; correct it`,
      `'[1].path' ("/a//b") must be in its shortest form, without //, /./ and /../; correct it`,
      `'[2].path' ("/a/../b") must be in its shortest form, without //, /./ and /../; correct it`,
      `'[3].path' ("/a/.") must be in its shortest form, without //, /./ and /../; correct it`,
      `'[4].path' ("/.cutover/x") must not begin with /.cutover, which is the gateway's own; correct it`,
    ],
  ],
  [
    'routes of the same name or path',
    routes,
    [
      route,
      { name: 'all', path: '/a' },
      { name: 'b', path: '/' },
      { ...route, name: 'c', match: 'exact' },
    ],
    [
      `'[1].name' ("all") must be unique; correct it`,
      `'[2].path' ("/") must be unique; correct it`,
    ],
  ],
  [
    'pinned routes that ask for what they cannot have',
    routes,
    [
      { name: 'a', path: '/a', to: 'v2', mirrorPercent: 1 },
      { name: 'b', path: '/b', to: 'v1', fallback: 'safe' },
    ],
    [
      `'[0].mirrorPercent' (1) must be 0 on a route to v2, which gets the requests themselves; correct it`,
      `'[1].fallback' ("safe") must be none on a route to v1, which is what others fall back to; correct it`,
    ],
  ],
  ['no routes', routes, [], [`'the file' ([]) must list at least one route; correct it`]],
  [
    'an unknown field in a list',
    routes,
    [{ ...route, tto: 'v1' }],
    [
      `'[0].tto' ("v1") must be one of the known fields (name, path, match, to, mirrorPercent, timeoutSeconds, fallback, jwt, rateLimit, bodyKiB, excludedRules); write 'to', or remove it`,
    ],
  ],
  [
    'a check with a body that is not sent, and paths that are none',
    checks,
    [
      {
        name: 'a',
        request: { path: '/', json: {} },
        expect: { kinds: { 'a[': 'text', b: 'string' } },
      },
    ],
    [
      `'[0].expect.kinds.a[' ("text") must have a name that must be a path such as jobs[0].title or jobs.length; rename it`,
      `'[0].expect.kinds.b' ("string") must be one of text, number, boolean, list, mapping, null; correct it`,
    ],
  ],
  [
    'a check with a body that is not sent',
    checks,
    [{ name: 'a', request: { path: '/', json: {} } }],
    [
      `'[0].request.json' ({}) must be left out with the methods GET and HEAD, which have no body; correct it`,
    ],
  ],
  [
    'a step twice',
    planSchema,
    { phases: [{ name: 'a', steps: [{ share: 5 }, { share: 5 }] }] },
    [`'phases[0].steps[1].share' (5) must be greater than the share before it, 5; correct it`],
  ],
  [
    'an end of V1 on the day of its deprecation, and a page that is none',
    planSchema,
    { phases, finalise: { deprecated: '2027-03-01', sunset: '2027-03-01', link: 'ftp://a' } },
    [
      `'finalise.link' ("ftp://a") must be a URL such as https://example.com/v1-sunset; correct it`,
      `'finalise.sunset' ("2027-03-01") must be later than 'deprecated'; correct it`,
    ],
  ],
  [
    'a day that is none',
    planSchema,
    { phases, finalise: { sunset: '2027-02-30' } },
    [`'finalise.sunset' ("2027-02-30") must be a day such as 2026-12-31; correct it`],
  ],
])('refuses %s', (_, schema, input, messages) => {
  expect(problems(schema, input)).toEqual(messages);
});

it('lets a phase begin at the share with which the one before it ends', () => {
  const next = { name: 'b', steps: [{ share: 0 }, { share: 5 }] };
  expect(problems(planSchema, { phases: [...phases, next] })).toEqual([]);
});

it('gives a fallback to split routes alone, where none is named', () => {
  const list = routes.parse([
    route,
    { name: 'a', path: '/a', to: 'v1' },
    { name: 'b', path: '/b', to: 'v2' },
    { name: 'c', path: '/c', to: 'v2', fallback: 'idempotent' },
  ]);
  expect(list.map(({ fallback }) => fallback)).toEqual([
    'idempotent',
    'none',
    'none',
    'idempotent',
  ]);
});

it('finds the route of a path: an exact match first, then the longest prefix', () => {
  const list = routes.parse([
    route,
    { name: 'api', path: '/api' },
    { name: 'exact', path: '/api/x', match: 'exact' },
    { name: 'longer', path: '/api/' },
  ]);
  const names = ['/', '/api', '/api/x', '/api/x/y', '/other'].map(
    (path) => routeOf(list, path)?.name,
  );
  expect(names).toEqual(['all', 'api', 'exact', 'longer', 'all']);
  expect(routeOf(list.slice(1), '/other')).toBeUndefined();
});
