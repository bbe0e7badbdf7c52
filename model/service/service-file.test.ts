import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '../problem';
import { alerts } from './alerts';
import { readServiceFile, type Overrides } from './service-file';

const good = `name: shop
versions:
  v1: { image: 'shop:1', port: 5062 }
  v2:
    image: shop:2
    port: 5070
plan: quick
plans:
  quick:
    phases:
      - name: all
        steps: [{ share: 0 }, { share: 100 }]
`;

const read = (text: string, overrides?: Overrides) =>
  readServiceFile('services/shop.yaml', text, overrides);

const refusal = (text: string, overrides?: Overrides): string => {
  try {
    read(text, overrides);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
  return 'accepted';
};

const oneProblem = (line: string): string => `services/shop.yaml: 1 problem\n  ${line}`;

describe('readServiceFile', () => {
  it('fills in what a version leaves out', () => {
    const probe = { timeoutSeconds: 2 };
    expect(read(good).versions.v2).toEqual({
      image: 'shop:2',
      port: 5070,
      healthPath: '/health',
      probes: {
        startup: { ...probe, periodSeconds: 2, failureThreshold: 150 },
        readiness: { ...probe, periodSeconds: 2, failureThreshold: 2 },
        liveness: { ...probe, periodSeconds: 10, failureThreshold: 6 },
      },
      environment: {},
      secrets: {},
      files: {},
      writable: ['/tmp'],
      resources: { limits: { cpu: '2', memory: '2Gi' }, requests: {} },
      replicas: { min: 3, max: 10, cpuPercent: 70, memoryPercent: 80 },
      drain: '60s',
    });
  });

  it('fills in what the gateway leaves out', () => {
    expect(read(good).gateway).toEqual({
      replicas: 3,
      workers: 2,
      port: 80,
      longestRequestSeconds: 60,
      resources: { limits: { cpu: '1', memory: '256Mi' }, requests: {} },
      balancing: 'service',
      tls: {
        mode: 'off',
        hosts: [],
        port: 443,
        hsts: { maxAge: '365d', includeSubDomains: true, preload: false },
      },
      headers: {},
      trustedProxies: [],
      rateLimit: {
        enabled: true,
        requests: 1_000,
        per: '1h',
        burst: 100,
        key: 'address',
        exempt: [],
      },
      waf: { mode: 'off', paranoia: 1, anomalyThreshold: 5, excludedRules: [] },
      limits: { bodyKiB: 1_024, headerKiB: 8, clientSeconds: 15, connections: 4_096 },
      accessLog: true,
    });
  });

  it('fills in everything else', () => {
    const { versions, gateway, ...rest } = read(good);
    expect([versions.v1.port, gateway.port]).toEqual([5062, 80]);
    expect(rest).toEqual({
      name: 'shop',
      gates: [],
      monitoring: {
        every: '15s',
        window: '5m',
        operator: true,
        budgets: { inconclusive: 240, noData: 20, error: 20 },
        labels: {},
        // In full in alerts.test.ts.
        alerts: alerts.parse({}),
      },
      freezes: [],
      companions: {},
      routes: [
        {
          name: 'all',
          path: '/',
          match: 'prefix',
          to: 'split',
          mirrorPercent: 0,
          fallback: 'idempotent',
          jwt: false,
          rateLimit: true,
          excludedRules: [],
        },
      ],
      assignment: { mode: 'perRequest', key: 'address' },
      flags: { values: {} },
      security: {
        clients: [],
        dnsServers: [],
        apiServers: [],
        egress: { v1: [], v2: [], companions: {} },
        monitoringNamespace: 'monitoring',
      },
      objectives: {
        errorRate: 0.001,
        p95Milliseconds: 100,
        availability: 0.999,
        fallbackRate: 0.005,
      },
      checks: [],
      plan: 'quick',
      plans: {
        quick: {
          phases: [
            {
              name: 'all',
              steps: [
                { share: 0, soak: '0' },
                { share: 100, soak: '0' },
              ],
            },
          ],
          finalise: { stable: '30d' },
        },
      },
    });
  });

  it('keeps the other limit of the gateway where only one is given', () => {
    const service = read(`${good}gateway: { resources: { limits: { cpu: '3' } } }\n`);
    expect(service.gateway.resources.limits).toEqual({ cpu: '3', memory: '256Mi' });
  });

  const folder = join(__dirname, '../../services');
  it.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))('accepts %s', (name) => {
    const service = readServiceFile(name, readFileSync(join(folder, name), 'utf8'));
    expect(`${service.name}.yaml`).toBe(name);
  });

  it('tells every problem at once, each with its place and its mend', () => {
    const bad = good
      .replace('port: 5070', 'port: 99999\n    imag: x')
      .replace('{ share: 100 }', '{ share: 12.5 }')
      .replace('name: shop', 'name: Shop');
    expect(refusal(bad)).toBe(
      [
        'services/shop.yaml: 4 problems',
        `  line 1, column 1: 'name' ("Shop") must start with a lower-case letter and hold only a-z, 0-9 and -, 40 characters at most; correct it`,
        `  line 6, column 5: 'versions.v2.port' (99999) must be at most 65535; correct it`,
        `  line 7, column 5: 'versions.v2.imag' ("x") must be one of the known fields (image, command, port, healthPath, probes, environment, secrets, files, writable, resources, replicas, drain, metrics); write 'image', or remove it`,
        `  line 13, column 33: 'plans.quick.phases[0].steps[1].share' (12.5) must be a whole number; correct it`,
      ].join('\n'),
    );
  });

  const wrong = [{ name: 'a', query: 'sum(rate(x[$window])', atMost: 1 }];
  const rule =
    '("sum(rate(x[$window])") must be PromQL for one number: something is missing at the end, at character 21; correct it';

  it('tells where a query is wrong, in the file and in itself', () => {
    expect(
      refusal(`${good}gates:\n  - name: a\n    atMost: 1\n    query: sum(rate(x[$window])\n`),
    ).toBe(oneProblem(`line 16, column 5: 'gates[0].query' ${rule}`));
    expect(refusal(good, { source: 'cutover:overrides', values: { gates: wrong } })).toBe(
      oneProblem(`'cutover:overrides: gates[0].query' ${rule}`),
    );
  });

  it('points at the parent of a missing field', () => {
    expect(refusal(good.replace('    image: shop:2\n', ''))).toBe(
      oneProblem(`line 4, column 3: 'versions.v2.image' (missing) must be text; add it`),
    );
  });

  it('points at the start of the file where a whole section is missing', () => {
    expect(refusal(good.replace('plan: quick\n', ''))).toBe(
      oneProblem(`line 1, column 1: 'plan' (missing) must be text; add it`),
    );
  });

  it('points at the place behind an alias', () => {
    const shared = good
      .replace('port: 5062 }', 'port: 5062, replicas: &few { min: 9, max: 2 } }')
      .replace('image: shop:2', 'image: shop:2\n    replicas: *few');
    const rule = "(9) must be no greater than 'max'; correct it";
    expect(refusal(shared)).toBe(
      [
        'services/shop.yaml: 2 problems',
        `  line 3, column 55: 'versions.v1.replicas.min' ${rule}`,
        `  line 3, column 55: 'versions.v2.replicas.min' ${rule}`,
      ].join('\n'),
    );
  });

  it('lays the overrides of a stack over the file, key by key', () => {
    const service = read(good, {
      source: 'cutover:overrides',
      values: { versions: { v2: { replicas: { min: 1 } } } },
    });
    expect(service.versions.v2.replicas).toEqual({
      min: 1,
      max: 10,
      cpuPercent: 70,
      memoryPercent: 80,
    });
    expect(service.versions.v2.image).toBe('shop:2');
  });

  it('blames the overrides, not the file, for what they say', () => {
    const overrides = {
      source: 'cutover:overrides',
      values: {
        gateway: { replicas: 0 },
        versions: { v1: { replicas: { min: 5, max: 2 } } },
        companions: { cache: { port: 1 } },
      },
    };
    expect(refusal(good, overrides)).toBe(
      [
        'services/shop.yaml: 3 problems',
        `  'cutover:overrides: versions.v1.replicas.min' (5) must be no greater than 'max'; correct it`,
        `  'cutover:overrides: companions.cache.image' (missing) must be text; add it`,
        `  'cutover:overrides: gateway.replicas' (0) must be at least 1; correct it`,
      ].join('\n'),
    );
  });

  it('blames the file for what is missing in it, whatever is overridden beside', () => {
    const overrides = { source: 'cutover:overrides', values: { versions: { v2: { port: 1 } } } };
    expect(refusal(good.replace('    image: shop:2\n', ''), overrides)).toBe(
      oneProblem(`line 4, column 3: 'versions.v2.image' (missing) must be text; add it`),
    );
  });

  it.each([
    ['', `'the file' (null) must be a mapping; correct it`],
    ['[]', `'the file' ([]) must be a mapping; correct it`],
    [
      'a: 1\na: 2\n',
      `line 2, column 1: 'YAML' (Map keys must be unique) must be well-formed; correct the file at this place`,
    ],
    [
      'a: *b\n',
      `'YAML' (Unresolved alias (the anchor must be set before the alias): b) must be well-formed; correct the file at this place`,
    ],
  ])('refuses the text %j', (text, problem) => {
    expect(refusal(text)).toBe(oneProblem(problem));
  });
});
