import { fieldName, merge } from '../../fields';
import { describeProblem } from '../../problem';
import { schemaProblems } from '../../schema-problems';
import { serviceSchema } from '../service';

const base = {
  name: 'shop',
  versions: { v1: { image: 'shop:1', port: 1 }, v2: { image: 'shop:2', port: 2 } },
  plan: 'quick',
  plans: { quick: { phases: [{ name: 'all', steps: [{ share: 0 }, { share: 100 }] }] } },
};

const network = '10.0.0.0/8';
const routes = [
  { name: 'all', path: '/' },
  { name: 'old', path: '/old', to: 'v1' },
  { name: 'new', path: '/new', match: 'exact', to: 'v2' },
];
const check = (more: object) => ({ name: 'works', request: { path: '/' }, expect: {}, ...more });

/** What is told of the base with these fields laid over it; empty when it is accepted. */
function problems(over: unknown): string[] {
  const input = merge(base, over);
  const { error } = serviceSchema.safeParse(input);
  return (error?.issues ?? [])
    .flatMap((issue) => schemaProblems(serviceSchema, issue, input))
    .map(({ path, ...problem }) => describeProblem({ field: fieldName(path), ...problem }));
}

const v2 = (over: object) => ({ versions: { v2: over } });

describe('a service file', () => {
  it.each<[string, unknown, string[]]>([
    [
      'a plan that is not there',
      { plan: 'quik' },
      [`'plan' ("quik") must be one of the plans (quick); write 'quick'`],
    ],
    [
      'a companion with the name of a role',
      { companions: { gateway: { image: 'a:1', port: 1 }, 'v1-cache': { image: 'a:1', port: 1 } } },
      [
        `'companions.gateway' ({"image":"a:1","port":1}) must not be called 'gateway' or 'gateway-…', which is made for every service; give it another name`,
        `'companions.v1-cache' ({"image":"a:1","port":1}) must not be called 'v1' or 'v1-…', which is made for every service; give it another name`,
      ],
    ],
    [
      'a companion with the name of a network policy',
      { companions: { 'a-to-v1': { image: 'a:1', port: 1 } } },
      [
        `'companions.a-to-v1' ({"image":"a:1","port":1}) must hold neither -to- nor -from-, by which network policies are named; give it another name`,
      ],
    ],
    [
      'a companion whose whole name is too long',
      { name: 'a'.repeat(40), companions: { ['b'.repeat(12)]: { image: 'a:1', port: 1 } } },
      [
        `'companions.bbbbbbbbbbbb' ({"image":"a:1","port":1}) must make a name of 52 characters at most with '${'a'.repeat(40)}-'; give it another name`,
      ],
    ],
    [
      'egress of a companion that is not there',
      { security: { egress: { companions: { cache: [] } } } },
      [
        `'security.egress.companions.cache' ([]) must be one of the companions (there are none); correct it`,
      ],
    ],
    [
      'a name in the environment and in the secrets',
      v2({ environment: { A: 'x' }, secrets: { A: { secret: 's', key: 'k' } } }),
      [
        `'versions.v2.secrets.A' ({"secret":"s","key":"k"}) must not stand in 'environment' as well; remove it from one of the two`,
      ],
    ],
    [
      'a name in the environment, in the secrets and among the flags',
      {
        flags: { values: { A: 'x', B: 'y' }, percentage: 'C' },
        ...v2({
          environment: { A: 'x', C: 'z' },
          secrets: { B: { secret: 's', key: 'k' } },
        }),
      },
      [
        ...['environment.A', 'environment.C', 'secrets.B'].map((field) => {
          const got =
            { A: '"x"', C: '"z"', B: '{"secret":"s","key":"k"}' }[field.at(-1) ?? ''] ?? '';
          return `'versions.v2.${field}' (${got}) must not be a flag as well: flags reach the environment of both versions; remove it here, or from 'flags'`;
        }),
      ],
    ],
    [
      'the percentage among the values',
      { flags: { values: { PERCENT: '0' }, percentage: 'PERCENT' } },
      [
        `'flags.percentage' ("PERCENT") must not be one of 'flags.values' as well: its value follows the share; remove it from one of the two`,
      ],
    ],
    [
      'a file in a writable folder, and one below another',
      v2({ files: { '/tmp/a': 'x', '/etc/b': 'y', '/etc/b/c': 'z' } }),
      [
        `'versions.v2.files./tmp/a' ("x") must not overlap with the writable folder /tmp; correct it`,
        `'versions.v2.files./etc/b/c' ("z") must not lie below '/etc/b', which is a file; correct it`,
      ],
    ],
    [
      'a file and a folder where others write',
      v2({ files: { '/etc/cutover/flags/A': 'x' }, writable: ['/proc', '/var/run'] }),
      [
        `'versions.v2.files./etc/cutover/flags/A' ("x") must not lie in /etc/cutover, which is filled already; correct it`,
        `'versions.v2.writable[0]' ("/proc") must not overlap with /proc, which is filled already; correct it`,
        `'versions.v2.writable[1]' ("/var/run") must not overlap with /var/run/secrets, which is filled already; correct it`,
      ],
    ],
    [
      'a writable folder in another, or twice',
      v2({ writable: ['/tmp', '/tmp/cache', '/data', '/data'] }),
      [
        `'versions.v2.writable[1]' ("/tmp/cache") must not lie in '/tmp', which is writable already; correct it`,
        `'versions.v2.writable[3]' ("/data") must not lie in '/data', which is writable already; correct it`,
      ],
    ],
    [
      'a companion with such mounts',
      { companions: { cache: { image: 'a:1', port: 1, writable: ['/dev/shm'] } } },
      [
        `'companions.cache.writable[0]' ("/dev/shm") must not overlap with /dev, which is filled already; correct it`,
      ],
    ],
    [
      'a drain that cuts the longest request',
      { gateway: { longestRequestSeconds: 61 }, ...v2({ drain: '61s' }) },
      [
        `'versions.v1.drain' (missing) must be at least 'gateway.longestRequestSeconds' (61s), or an ending pod cuts requests; add it`,
      ],
    ],
    [
      'the same port twice at the gateway',
      { gateway: { port: 443, tls: { mode: 'secret', secret: 'cert' } } },
      [`'gateway.tls.port' (missing) must differ from 'gateway.port' (443); add it`],
    ],
    [
      'headers that are not for the file to set',
      {
        gateway: {
          headers: { Server: 'x', 'Strict-Transport-Security': '', 'X-A': '', 'x-a': '' },
        },
      },
      [
        `'gateway.headers.Server' ("x") must be a header that NGINX does not make itself; remove it`,
        `'gateway.headers.Strict-Transport-Security' ("") must be set by 'gateway.tls.hsts'; remove it here`,
        `'gateway.headers.x-a' ("") must be unique, and is 'X-A' but for its case; correct it`,
      ],
    ],
    [
      'a route that is slower than the longest request',
      { routes: [{ name: 'all', path: '/', timeoutSeconds: 61 }] },
      [
        `'routes[0].timeoutSeconds' (61) must be at most 'gateway.longestRequestSeconds' (60); raise that, or lower it`,
      ],
    ],
    [
      'tokens on a route, and no way to check them',
      { routes: [{ name: 'all', path: '/', jwt: true }] },
      [`'routes[0].jwt' (true) must be false while 'gateway.jwt' is not given; correct it`],
    ],
    [
      'keys that a tester sets to force a version',
      {
        gateway: {
          forcedVersion: { header: 'X-Version', cookie: 'version', clients: [network] },
          rateLimit: { key: { cookie: 'version' } },
        },
        assignment: { key: { header: 'x-version' } },
      },
      [
        `'gateway.rateLimit.key' ({"cookie":"version"}) must differ from that of 'gateway.forcedVersion', which names a version; correct it`,
        `'assignment.key' ({"header":"x-version"}) must differ from that of 'gateway.forcedVersion', which names a version; correct it`,
      ],
    ],
    [
      'more pods at the peak than may run',
      {
        capacity: { peakRequestsPerSecond: 100, headroom: 1.1, perPod: { v1: 10, v2: 11 } },
      },
      [
        `'versions.v1.replicas.max' (missing) must be at least 11, the pods that 'capacity' asks for at the whole peak (100 x 1.1 / 10); raise it, or correct 'capacity'`,
      ],
    ],
    [
      'checks of the same name, of a version twice, and of no route',
      {
        routes: routes.slice(1),
        checks: [
          check({ request: { path: '/old/a' }, versions: ['v1', 'v1'] }),
          check({ request: { path: '/elsewhere' } }),
        ],
      },
      [
        `'checks[0].versions' (["v1","v1"]) must name each version once; correct it`,
        `'checks[1].name' ("works") must be unique; correct it`,
        `'checks[1].request.path' ("/elsewhere") must be taken by one of the routes; add a route for it`,
      ],
    ],
    [
      'a check of a version to which its route does not lead',
      { routes, checks: [check({ request: { path: '/new' } })] },
      [`'checks[0].versions' (missing) must be [v2], to which route 'new' is pinned; add it`],
    ],
  ])('is refused for %s', (_, over, messages) => {
    expect(problems(over)).toEqual(messages);
  });

  it.each<[string, unknown]>([
    ['as it is', {}],
    ['with the same port twice, one of them not in use', { gateway: { port: 443 } }],
    ['with a drain of just the longest request', { gateway: { longestRequestSeconds: 60 } }],
    [
      'with the very pods that the peak needs',
      {
        capacity: { peakRequestsPerSecond: 100, headroom: 1.1, perPod: { v1: 11, v2: 11 } },
      },
    ],
    ['with a file beside a writable folder', v2({ files: { '/tmpfile': 'x', '/data/a': 'y' } })],
    [
      'with a check of what no route takes',
      {
        routes: routes.slice(1),
        checks: [check({ request: { path: '/x' }, expect: { status: 404 } })],
      },
    ],
    [
      'with checks that reach their versions',
      {
        routes,
        checks: [
          check({ name: 'a' }),
          check({ name: 'b', request: { path: '/old/x' }, versions: ['v1'] }),
          check({ name: 'c', request: { path: '/new' }, versions: ['v2'] }),
          check({ name: 'd', request: { path: '/new/x' } }),
        ],
      },
    ],
    [
      'with settings of TLS that another stack needs',
      { gateway: { tls: { mode: 'off', secret: 'cert', issuer: { name: 'ca' }, hosts: ['a.b'] } } },
    ],
  ])('is accepted %s', (_, over) => {
    expect(problems(over)).toEqual([]);
  });

  it('is refused for more files than a ConfigMap holds', () => {
    const files = { '/etc/a': 'é'.repeat(460_000), '/etc/b': 'x'.repeat(1_601) };
    expect(
      problems(v2({ files: { '/etc/a': files['/etc/a'], '/etc/b': 'x'.repeat(1_600) } })),
    ).toEqual([]);
    expect(problems(v2({ files }))[0]).toContain(
      'must hold at most 921600 bytes in all, and holds 921601;',
    );
  });
});
