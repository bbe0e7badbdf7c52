import fc from 'fast-check';

/** Any mapping with some of these fields. */
const some = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(fields, { requiredKeys: [] });

const port = fc.integer({ min: 1, max: 65_535 });
const percent = fc.integer({ min: 0, max: 100 });
const rate = fc.double({ min: 0, max: 1, noNaN: true });
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/);
const constant = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,12}$/);
const header = fc.stringMatching(/^X-[A-Za-z][A-Za-z0-9-]{0,12}$/);
const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom('true', '7', 'null', '- a', '{'),
);
const network = fc.constantFrom('10.0.0.0/8', '192.0.2.0/24', '2001:db8::/32', '0.0.0.0/0');
const networks = fc.uniqueArray(network, { maxLength: 3 });
const urlPath = fc.stringMatching(/^(\/[a-z0-9][a-z0-9._~-]{0,8}){1,3}$/);
const duration = (most: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: most }), fc.constantFrom('s', 'm'))
    .map(([n, u]) => `${n}${u}`);
const oneOf = <const T extends string>(...values: T[]) => fc.constantFrom(...values);

const image = fc
  .tuple(name, name, fc.stringMatching(/^[0-9]\.[0-9]{1,3}$/))
  .map(([registry, repository, tag]) => `${registry}.example.com/${repository}:${tag}`);

const probe = (most: number) =>
  some({
    path: urlPath,
    timeoutSeconds: fc.integer({ min: 1, max: 60 }),
    periodSeconds: fc.integer({ min: 1, max: most }),
  });

const replicas = fc
  .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 50 }), percent)
  .map(([min, more, cpu]) => ({ min, max: min + more, cpuPercent: Math.max(1, cpu) }));

const resources = some({
  limits: fc.record({ cpu: oneOf('1', '2.5', '1500m'), memory: oneOf('512Mi', '2Gi') }),
  requests: some({ cpu: oneOf('100m', '0.5'), memory: oneOf('64Mi', '128Mi') }),
});

/** Names begin with E, S, F or P, by what they are for: no two of these may meet. */
const workload = (more: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc
    .record(
      {
        image,
        port,
        command: fc.array(text, { minLength: 1, maxLength: 3 }),
        healthPath: urlPath,
        probes: some({ readiness: probe(10), startup: probe(20) }),
        environment: fc.dictionary(
          constant.map((key) => `E_${key}`),
          text,
          { maxKeys: 3 },
        ),
        secrets: fc.dictionary(
          constant.map((key) => `S_${key}`),
          fc.record({ secret: name, key: name }),
          { maxKeys: 2 },
        ),
        files: fc.dictionary(
          name.map((file) => `/etc/app/${file}`),
          text,
          { maxKeys: 2 },
        ),
        writable: fc.uniqueArray(
          name.map((folder) => `/data-${folder}`),
          { maxLength: 3 },
        ),
        resources,
        replicas,
        drain: fc.integer({ min: 60, max: 3_600 }).map((seconds) => `${seconds}s`),
        metrics: some({ path: urlPath, port }),
        ...more,
      },
      { requiredKeys: ['image', 'port'] },
    )
    .map((shape) => shape as Record<string, unknown>);

const clientKey = fc.oneof(
  fc.constant('address'),
  fc.record({ header }),
  fc.record({ cookie: name }),
);

const tls = fc.oneof(
  fc.record({ mode: fc.constant('off') }),
  fc.record({ mode: fc.constant('secret'), secret: name, port: fc.constant(8443) }),
  fc.record({
    mode: fc.constant('issuer'),
    issuer: fc.record({ name, kind: oneOf('Issuer', 'ClusterIssuer') }),
    hosts: fc.uniqueArray(
      name.map((host) => `${host}.example.com`),
      { minLength: 1, maxLength: 3 },
    ),
    port: fc.constant(8443),
    hsts: some({ maxAge: duration(9), includeSubDomains: fc.boolean() }),
  }),
);

const gateway = some({
  replicas: fc.integer({ min: 1, max: 50 }),
  workers: fc.integer({ min: 1, max: 64 }),
  port: fc.constantFrom(80, 8080),
  longestRequestSeconds: fc.integer({ min: 10, max: 60 }),
  resources,
  balancing: oneOf('service', 'least_conn'),
  tls,
  headers: fc.dictionary(
    header.map((one) => `${one}-R`.toLowerCase().replace(/^x/, 'X')),
    fc.stringMatching(/^[ -~]{0,30}$/),
    { maxKeys: 3 },
  ),
  trustedProxies: networks,
  rateLimit: some({
    enabled: fc.boolean(),
    requests: fc.integer({ min: 1, max: 1_000_000 }),
    per: duration(600),
    burst: fc.integer({ min: 0, max: 1_000 }),
    key: clientKey,
    exempt: networks,
  }),
  waf: some({
    mode: oneOf('off', 'detect', 'block'),
    paranoia: fc.integer({ min: 1, max: 4 }),
    anomalyThreshold: fc.integer({ min: 1, max: 100 }),
    excludedRules: fc.array(fc.integer({ min: 900_000, max: 999_999 }), { maxLength: 3 }),
  }),
  limits: some({
    bodyKiB: fc.integer({ min: 1, max: 1_048_576 }),
    headerKiB: fc.integer({ min: 1, max: 64 }),
    clientSeconds: fc.integer({ min: 1, max: 300 }),
  }),
  jwt: fc.record({
    issuer: fc.constant('https://issuer.example.com/'),
    audience: name,
    jwks: fc.record({ secret: name, key: fc.constant('keys.json') }),
  }),
  forcedVersion: fc.record({
    header: fc.constant('X-Forced-Version'),
    cookie: fc.constant('z_version'),
    clients: fc.uniqueArray(network, { minLength: 1, maxLength: 2 }),
  }),
  accessLog: fc.boolean(),
});

const route = fc
  .record(
    {
      path: urlPath,
      match: oneOf('exact', 'prefix'),
      to: oneOf('split', 'v1', 'v2'),
      mirrorPercent: percent,
      timeoutSeconds: fc.integer({ min: 1, max: 10 }),
      fallback: oneOf('none', 'idempotent', 'safe'),
      rateLimit: fc.boolean(),
      bodyKiB: fc.integer({ min: 1, max: 10_000 }),
      excludedRules: fc.array(fc.integer({ min: 900_000, max: 999_999 }), { maxLength: 2 }),
    },
    { requiredKeys: ['path'] },
  )
  .map(({ fallback, mirrorPercent, ...rest }) => ({
    ...rest,
    ...(fallback === undefined || rest.to === 'v1' ? {} : { fallback }),
    ...(mirrorPercent === undefined || rest.to === 'v2' ? {} : { mirrorPercent }),
  }));

const field = fc.constantFrom('a', 'jobs[*].id', '[*].name', 'a.b[*][*]');
const comparedRoute = fc.record(
  {
    percent: fc.integer({ min: 1, max: 100 }),
    ignore: fc.array(field, { maxLength: 2 }),
    tolerances: fc.dictionary(field, fc.constantFrom(0.5, 2), { maxKeys: 2 }),
    unordered: fc.array(field, { maxLength: 2 }),
    headers: fc.constantFrom([], ['Content-Type', 'ETag']),
    additions: oneOf('allow', 'refuse'),
  },
  { requiredKeys: [] },
);

/** Of the route that every service has, and that is split. */
const comparison = fc.record(
  { routes: fc.record({ all: comparedRoute }), requestsPerSecond: fc.constantFrom(0.5, 20) },
  { requiredKeys: ['routes'] },
);

/** The last one takes everything that no other does, so that every check has a route. */
const routes = fc
  .uniqueArray(route, { maxLength: 5, selector: ({ path }) => path })
  .map((list) =>
    [...list, { name: 'all', path: '/' }].map((one, index) => ({ name: `r${index}`, ...one })),
  );

const plan = fc.record(
  {
    phases: fc
      .tuple(
        fc.uniqueArray(percent, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 6 }),
        duration(5_000),
      )
      .map(([shares, cut, soak]) => {
        const steps = shares.sort((a, b) => a - b).map((share) => ({ share, soak }));
        const phases = [steps.slice(0, cut), steps.slice(cut)];
        return phases
          .filter((part) => part.length > 0)
          .map((part, index) => ({
            name: `phase-${index}`,
            steps: part,
            ...(index % 2 === 1 ? { gates: ['v2-up', 'error-rate'] } : {}),
          }));
      }),
    finalise: some({
      stable: duration(1_000),
      deprecated: fc.constant('2027-03-01'),
      sunset: fc.constantFrom('2027-03-02', '2028-02-29'),
      link: fc.constant('https://example.com/v1'),
    }),
  },
  { requiredKeys: ['phases'] },
);

const checks = fc
  .array(
    fc.record(
      {
        request: fc.record(
          {
            method: oneOf('GET', 'HEAD', 'DELETE'),
            // No route of the generator has an upper-case letter in it.
            path: fc.stringMatching(/^\/[A-Z]{1,9}$/),
            query: fc.dictionary(name, text, { maxKeys: 2 }),
            headers: fc.dictionary(header, fc.constant('x'), { maxKeys: 2 }),
          },
          { requiredKeys: ['path'] },
        ),
        versions: fc.constantFrom(['v1'], ['v2'], ['v1', 'v2']),
        expect: some({
          status: fc.integer({ min: 100, max: 599 }),
          kinds: fc.dictionary(name, oneOf('text', 'list'), { maxKeys: 2 }),
        }),
      },
      { requiredKeys: ['request'] },
    ),
    { maxLength: 3 },
  )
  .map((list) => list.map((one, index) => ({ name: `check ${index}`, ...one })));

const bounds = fc
  .tuple(fc.double({ min: -10, max: 10, noNaN: true }), fc.double({ min: 0, max: 10, noNaN: true }))
  .map(([least, more]) => [least, least + more] as const);

const gates = fc
  .array(
    fc.record(
      {
        description: fc.constant('What it is for'),
        query: fc.constantFrom(
          'avg(any{service="$service",version="$version"})',
          'sum(rate(any_total{namespace="$namespace",version=~"${version}$"}[$window])) / 2',
        ),
        window: duration(40).map((text) =>
          text.replace(/^(\d)s$/, '3$1s').replace(/^[12].s$/, '30s'),
        ),
        bounds: fc.tuple(oneOf('atLeast', 'atMost', 'both', 'relative'), bounds),
        minimumSamples: fc.integer({ min: 0, max: 100_000 }),
        samples: fc.constant('sum(increase(any_total{version="$version"}[$window]))'),
        weight: oneOf('critical', 'warning', 'info'),
        dryRun: fc.boolean(),
        minimumShare: percent,
        unit: oneOf('ratio', 'seconds', 'count', 'currency', 'number'),
        ifV1FailsToo: oneOf('inconclusive', 'fail'),
      },
      { requiredKeys: ['query', 'bounds'] },
    ),
    { maxLength: 3 },
  )
  .map((list) =>
    list.map(({ bounds: [kind, [least, most]], ...rest }, index) => ({
      name: `g${index}`,
      ...rest,
      ...(kind === 'atLeast' || kind === 'both' ? { atLeast: least } : {}),
      ...(kind === 'atMost' || kind === 'both' ? { atMost: most } : {}),
      ...(kind === 'relative' ? { comparedToV1: { atLeastMore: least, atMostMore: most } } : {}),
    })),
  );

const monitoring = fc
  .record(
    {
      gates: oneOf('enforce', 'advise', 'off'),
      every: fc.integer({ min: 5, max: 300 }).map((seconds) => `${seconds}s`),
      window: fc.integer({ min: 1, max: 60 }).map((minutes) => `${minutes}m`),
      operator: fc.boolean(),
      budgets: some({ noData: fc.integer({ min: 1, max: 100 }) }),
    },
    { requiredKeys: [] },
  )
  .map((shape) => ({ ...shape, prometheus: 'http://prometheus.monitoring:9090' }));

const freezes = fc.array(
  fc.oneof(
    fc.record({
      from: fc.constantFrom('2026-12-20', '2026-12-20T18:00'),
      until: fc.constantFrom('2026-12-21', '2027-01-03T06:30'),
      timezone: fc.constantFrom('UTC', 'Europe/Paris'),
      reason: fc.constant('The end of the year'),
    }),
    fc.record({
      days: fc.uniqueArray(oneOf('fri', 'sat', 'sun'), { minLength: 1 }),
      reason: fc.constant('Nobody is here'),
    }),
  ),
  { maxLength: 2 },
);

const egress = fc.array(
  fc.record({ to: network, ports: fc.array(port, { minLength: 1, maxLength: 2 }) }),
  { maxLength: 2 },
);

/** What a team could write: any valid service file, as a value. */
export const arbitraryService = fc
  .record(
    {
      name,
      owner: fc.constant('ops@example.com'),
      versions: fc.record({ v1: workload(), v2: workload() }),
      companions: fc.dictionary(
        name.map((one) => `c-${one}`),
        workload({ usedBy: fc.constantFrom(['v1'], ['v2'], ['v1', 'v2']) }),
        { maxKeys: 2 },
      ),
      gateway,
      routes,
      comparison,
      assignment: some({ mode: oneOf('perRequest', 'perUser'), key: clientKey }),
      flags: some({
        values: fc.dictionary(
          constant.map((key) => `F_${key}`),
          text,
          { maxKeys: 3 },
        ),
        percentage: constant.map((key) => `P_${key}`),
      }),
      capacity: fc.record({
        peakRequestsPerSecond: fc.double({ min: 0.1, max: 100, noNaN: true }),
        headroom: fc.double({ min: 1, max: 10, noNaN: true }),
        perPod: fc.record({ v1: fc.constant(1_000), v2: fc.constant(2_000.5) }),
        rollbackReservePercent: percent,
      }),
      security: some({
        clients: networks,
        egress: some({ v1: egress, v2: egress }),
        monitoringNamespace: name,
      }),
      objectives: some({
        errorRate: rate,
        availability: rate,
        fallbackRate: rate,
        precision: rate,
      }),
      checks,
      gates,
      monitoring,
      freezes,
      plans: fc.dictionary(name, plan, { minKeys: 1, maxKeys: 3 }),
    },
    { requiredKeys: ['name', 'versions', 'plans'] },
  )
  .map((service) => ({ ...service, plan: Object.keys(service.plans)[0] ?? '' }));
