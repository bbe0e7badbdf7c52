import fc from 'fast-check';
import { serviceSchema, type Service } from '../../../model/service/service';

/** What a record leaves out has the schema's default. */
const some = <T>(values: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(values, { requiredKeys: [] });

const oneOf = (letters: string) => fc.constantFrom(...letters.split(''));

const word = (first: string, others: string, most: number) =>
  fc
    .tuple(oneOf(first), fc.string({ unit: oneOf(others), maxLength: most }))
    .map(([head, tail]) => head + tail);

const LOWER = 'abkwxz';
const UPPER = 'ABKWXZ';

const headerName = fc.oneof(
  word(LOWER + UPPER, `${LOWER}${UPPER}09-`, 20),
  fc.constantFrom('X-Frame-Options', 'referrer-policy', 'X-Powered-By', 'Allow'),
);
const headerValue = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
  fc.constantFrom(
    '',
    '$',
    '$host',
    '${x}',
    '";}',
    '\\',
    "'",
    '#',
    '{',
    'a\\"b',
    ';',
    'x'.repeat(1_024),
  ),
);
const cookieName = word(`${LOWER}${UPPER}_`, `${LOWER}09_`, 20);
const network = fc.oneof(
  fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, bits]) => `${address}/${bits}`),
  fc.tuple(fc.ipV6(), fc.nat(128)).map(([address, bits]) => `${address}/${bits}`),
);
const networks = fc.array(network, { maxLength: 4 });
const clientKey = fc.oneof(
  fc.constant('address'),
  headerName.map((header) => ({ header })),
  cookieName.map((cookie) => ({ cookie })),
);
const rules = fc.array(fc.integer({ min: 1, max: 9_999_999 }), { maxLength: 3 });
const duration = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom('s', 'm', 'h', 'd'))
  .map(([value, unit]) => `${value}${unit}`);
const label = word(LOWER, `${LOWER}09`, 61);
const host = fc
  .tuple(fc.constantFrom('', '*.'), fc.array(label, { minLength: 1, maxLength: 3 }))
  .map(([star, labels]) => star + labels.join('.'));

const moreOfGateway = some({
  replicas: fc.integer({ min: 1, max: 50 }),
  workers: fc.integer({ min: 1, max: 4 }),
  longestRequestSeconds: fc.integer({ min: 10, max: 3_600 }),
  balancing: fc.constantFrom('service', 'least_conn'),
  tls: some({
    mode: fc.constantFrom('off', 'secret', 'issuer'),
    secret: fc.constant('cert'),
    issuer: fc.constant({ name: 'issuer' }),
    hosts: fc.array(host, { minLength: 1, maxLength: 3 }),
    port: fc.constantFrom(443, 8_443),
    hsts: some({ maxAge: fc.oneof(duration, fc.constant('0')), includeSubDomains: fc.boolean() }),
  }),
  headers: fc.dictionary(headerName, headerValue, { maxKeys: 4 }),
  trustedProxies: networks,
  rateLimit: some({
    enabled: fc.boolean(),
    requests: fc.integer({ min: 1, max: 100_000_000 }),
    per: duration,
    burst: fc.nat(1_000_000),
    key: clientKey,
    exempt: networks,
  }),
  limits: some({
    bodyKiB: fc.integer({ min: 1, max: 1_048_576 }),
    headerKiB: fc.integer({ min: 1, max: 64 }),
    clientSeconds: fc.integer({ min: 1, max: 300 }),
    connections: fc.integer({ min: 64, max: 65_536 }),
  }),
  jwt: fc.constant({ issuer: 'https://id.test', audience: 'shop', jwks: { secret: 'keys' } }),
  forcedVersion: fc.record(
    {
      header: word(LOWER + UPPER, `${LOWER}${UPPER}09-`, 20).map((rest) => `X-${rest}`),
      cookie: cookieName,
      clients: fc.array(network, { minLength: 1, maxLength: 4 }),
    },
    { requiredKeys: ['clients'] },
  ),
  accessLog: fc.boolean(),
});

const gateway = (waf: fc.Arbitrary<object>) =>
  fc.record({ waf, more: moreOfGateway }).map(({ more, ...rest }) => ({ ...more, ...rest }));

const segment = word(`${LOWER}${UPPER}09.~!&'()*+,=:@_-`, `${LOWER}${UPPER}09._-`, 8);
const path = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.constantFrom('', '/'))
  .map(([segments, end]) => (segments.length === 0 ? '/' : `/${segments.join('/')}${end}`));

const route = some({
  name: fc.oneof(
    word(LOWER, `${LOWER}09`, 10),
    fc.constantFrom('default', 'include', 'hostnames', 'volatile', '0'),
  ),
  path,
  match: fc.constantFrom('exact', 'prefix'),
  to: fc.constantFrom('split', 'split', 'v1', 'v2'),
  mirrorPercent: fc.constantFrom(0, 0, 1, 33, 100),
  timeoutSeconds: fc.integer({ min: 1, max: 10 }),
  fallback: fc.constantFrom('none', 'idempotent', 'safe'),
  jwt: fc.boolean(),
  rateLimit: fc.boolean(),
  bodyKiB: fc.integer({ min: 1, max: 1_048_576 }),
  excludedRules: rules,
});

type RouteInput = typeof route extends fc.Arbitrary<infer T> ? T : never;

const finalise = some({
  deprecated: fc.constant('2026-11-01'),
  sunset: fc.constant('2027-01-31'),
  link: fc.constantFrom('https://shop.test/v1', 'https://shop.test/?a=$b&c="d"\\e;{'),
});

/** What the schema refuses in a route is made to fit, so that few services are thrown away. */
function consistent(one: RouteInput, index: number): RouteInput {
  const { to, name, fallback, mirrorPercent, ...rest } = one;
  return {
    ...rest,
    path: one.path ?? '/',
    ...(to === undefined ? {} : { to }),
    name: index === 0 && name !== undefined ? name : `r${index}`,
    ...(fallback === undefined || to === 'v1' ? {} : { fallback }),
    ...(mirrorPercent === undefined || to === 'v2' ? {} : { mirrorPercent }),
  };
}

/** Tokens are asked for only where it is said how they are checked. */
const checkedBy = (jwt: object | undefined) => (one: RouteInput) =>
  jwt === undefined ? { ...one, jwt: false } : one;

/** @returns services that the schema accepts, without a firewall unless it is asked for. */
function anyServiceWith(waf: fc.Arbitrary<object>): fc.Arbitrary<Service> {
  return fc
    .record(
      {
        gateway: gateway(waf),
        routes: fc
          .uniqueArray(route, {
            minLength: 1,
            maxLength: 5,
            selector: ({ path: own = '/' }) => own.toLowerCase(),
          })
          .map((list) => list.map(consistent)),
        assignment: some({ mode: fc.constantFrom('perRequest', 'perUser'), key: clientKey }),
        finalise,
      },
      { requiredKeys: ['gateway'] },
    )
    .map(({ finalise: end = {}, routes, ...rest }) =>
      serviceSchema.safeParse({
        name: 'shop',
        versions: {
          v1: { image: 'shop:1', port: 5062, drain: '3600s' },
          v2: { image: 'shop:2', port: 5070, drain: '3600s' },
        },
        plans: {
          all: { phases: [{ name: 'all', steps: [{ share: 0 }, { share: 100 }] }], finalise: end },
        },
        plan: 'all',
        ...rest,
        ...(routes === undefined ? {} : { routes: routes.map(checkedBy(rest.gateway.jwt)) }),
      }),
    )
    .filter(({ success }) => success)
    .map(({ data }) => data as Service);
}

export const anyService = anyServiceWith(fc.constant({ mode: 'off' }));

/** Slow to load: some 900 rules. */
export const anyServiceWithFirewall = anyServiceWith(
  fc.record({
    mode: fc.constantFrom('detect', 'block'),
    paranoia: fc.integer({ min: 1, max: 4 }),
    anomalyThreshold: fc.integer({ min: 1, max: 100 }),
    excludedRules: rules,
  }),
);

export const anyV1State = fc.constantFrom('serving', 'deprecated', 'removed');
export const anyShare = fc.constantFrom(0, 1, 50, 99, 100);
