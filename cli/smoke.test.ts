import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../simulator/settings';
import { startSimulator, type Simulator } from '../simulator/simulator';
import { CommandFolder, SHOP } from './run-in-folder';
import type { SmokeResult } from './smoke';

const started: Simulator[] = [];
const servers: Server[] = [];
let folder: CommandFolder;

beforeEach(() => {
  folder = new CommandFolder();
  folder.write('Pulumi.yaml', 'name: cutover\n');
});

afterEach(() => {
  folder.remove();
  for (const simulator of started.splice(0)) simulator.close();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function simulate(environment: Record<string, string>): Promise<Simulator> {
  const settings = readSettings({ PORT: '0', ADMIN_PORT: '0', ...environment });
  const simulator = await startSimulator(settings, () => undefined);
  started.push(simulator);
  return simulator;
}

const at = (port: number): string => `http://127.0.0.1:${port}`;

const serve = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    servers.push(server);
    server.listen(0, '127.0.0.1', () => {
      resolve(at((server.address() as AddressInfo).port));
    });
  });

/** Passes a request to the version that it forces, as the gateway does for an allowed client. */
const gateway = (ports: Record<'v1' | 'v2', number>, told = (version: string) => version) =>
  serve(
    createServer((incoming, outgoing) => {
      const forced = incoming.headers['x-cutover-version'] === 'v1' ? 'v1' : 'v2';
      const version = incoming.url?.endsWith('/v1') ? 'v1' : forced;
      const { method, headers } = incoming;
      const options = { port: ports[version], path: incoming.url, method, headers };
      const passed = request(options, (reply) => {
        const shown = told(version);
        const header = shown === '' ? {} : { 'x-cutover-version': shown };
        outgoing.writeHead(reply.statusCode ?? 500, { ...reply.headers, ...header });
        reply.pipe(outgoing);
      });
      incoming.pipe(passed);
    }),
  );

const serviceFile = (name: string): string => join(__dirname, '../services', `${name}.yaml`);

/** A service with one check, and what forces its version. */
const oneCheck = (check: string, more = ''): string => `${SHOP}gateway:
  forcedVersion: { clients: [127.0.0.0/8] }
checks:
  - ${check}
${more}`;

const HEALTHY = '{ name: healthy, request: { path: /health }, expect: { json: { status: ok } } }';

describe('cutover smoke', () => {
  it('passes for both versions of Mapping DSL, straight', async () => {
    const [v1, v2] = [
      await simulate({ SERVICE: 'mapping-dsl', VERSION: 'v1' }),
      await simulate({ SERVICE: 'mapping-dsl', VERSION: 'v2' }),
    ];
    const { code, out } = await folder.run(
      ...['smoke', serviceFile('mapping-dsl'), '--v1-url', at(v1.port), '--v2-url', at(v2.port)],
    );
    expect(out).toMatch(/\npass: \d+ passed, 0 failed, 0 without data$/);
    expect(code).toBe(0);
    const endpoints = ['validate', 'compile', 'dry-run'].flatMap((one) => [one, `${one}/v1`]);
    const text = readFileSync(serviceFile('mapping-dsl'), 'utf8');
    const untold = endpoints.filter((one) => !text.includes(`path: /api/v1/mappings/${one}\n`));
    expect(untold).toEqual([]);
  });

  it('passes for both versions of SuperSmartMatch with Nexten, through the gateway', async () => {
    const nexten = await simulate({ SERVICE: 'nexten' });
    const v1 = await simulate({ VERSION: 'v1' });
    const v2 = await simulate({ VERSION: 'v2', NEXTEN_URL: at(nexten.port) });
    const url = await gateway({ v1: v1.port, v2: v2.port });
    const { code, out } = await folder.run(
      ...['smoke', serviceFile('supersmartmatch'), '--url', url, '--json'],
    );
    const result = JSON.parse(out) as SmokeResult;
    expect(result.results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect([code, result.verdict, result.failed]).toEqual([0, 'pass', 0]);
    // Each of the three business rules, by a check of V2.
    const rules = ['Nexten Matcher', 'Smart Match', 'Enhanced Match'];
    expect(
      rules.filter((rule) =>
        result.results.some(({ check, version }) => check.startsWith(rule) && version === 'v2'),
      ),
    ).toEqual(rules);
  });

  it('tells what is wrong with a reply, and answers 1', async () => {
    const { port, adminPort } = await simulate({ VERSION: 'v1' });
    await fetch(`${at(adminPort)}/faults`, { method: 'PUT', body: '{"notReady":true}' });
    folder.write('shop.yaml', oneCheck(HEALTHY));
    const { code, out } = await folder.run('smoke', 'shop.yaml', '--v1-url', at(port));
    expect(out.replace(/\d+ ms/, '1 ms')).toBe(
      [
        'fail  v1  1 ms  healthy',
        '    status (503) must be 200',
        '    status ("not ready") must be "ok"',
        '',
        'fail: 0 passed, 1 failed, 0 without data',
      ].join('\n'),
    );
    expect(code).toBe(1);
  });

  it('answers 2 where nobody answers, and 1 where another version fails besides', async () => {
    const { port } = await simulate({ VERSION: 'v2' });
    folder.write('shop.yaml', oneCheck(HEALTHY.replace('ok', 'fine')));
    const nobody = await simulate({ VERSION: 'v1' });
    nobody.close();
    const one = ['smoke', 'shop.yaml', '--v1-url', at(nobody.port)];
    const { code, out } = await folder.run(...one);
    expect(out).toContain(`    connect ECONNREFUSED 127.0.0.1:${nobody.port}`);
    expect(out).toMatch(/\nno-data: 0 passed, 0 failed, 1 without data$/);
    expect(code).toBe(2);
    expect((await folder.run(...one, '--v2-url', at(port))).code).toBe(1);
  });

  it('answers 2 when there is no reply in time', async () => {
    const { port, adminPort } = await simulate({ VERSION: 'v1' });
    await fetch(`${at(adminPort)}/faults`, { method: 'PUT', body: '{"hangRate":1}' });
    folder.write(
      'shop.yaml',
      oneCheck('{ name: match, request: { method: POST, path: /match, json: {} } }'),
    );
    const { code, out } = await folder.run(
      ...['smoke', 'shop.yaml', '--v1-url', at(port), '--timeout', '0.2'],
    );
    expect(out).toContain('    no reply within 0.2 s');
    expect(code).toBe(2);
  });

  it('answers 2 where there is nothing to check', async () => {
    folder.write('shop.yaml', SHOP);
    expect(await folder.run('smoke', 'shop.yaml', '--url', at(1))).toEqual({
      code: 2,
      out: 'no-data: there is no check to run',
      errors: '',
    });
  });

  it('takes no reply of another version for one of the forced version', async () => {
    const [v1, v2] = [await simulate({ VERSION: 'v1' }), await simulate({ VERSION: 'v2' })];
    const ports = { v1: v1.port, v2: v2.port };
    folder.write('shop.yaml', oneCheck(HEALTHY));
    const smoke = async (url: string) => {
      const { code, out } = await folder.run('smoke', 'shop.yaml', '--url', url, '--json');
      const { results } = JSON.parse(out) as SmokeResult;
      return [code, ...results.map(({ verdict, problems }) => [verdict, ...problems])];
    };
    const ignored =
      "the gateway did not take the forced version: is this address one of 'gateway.forcedVersion.clients'?";
    expect(await smoke(await gateway(ports, () => ''))).toEqual([
      2,
      ['no-data', ignored],
      ['no-data', ignored],
    ]);
    expect(await smoke(await gateway(ports, () => 'v1'))).toEqual([
      1,
      ['pass'],
      ['fail', 'v1 answered in place of v2'],
    ]);
  });

  it('does not guess where no version can be forced', async () => {
    folder.write('shop.yaml', `${SHOP}checks: [${HEALTHY}]\n`);
    const { code, out } = await folder.run(
      ...['smoke', 'shop.yaml', '--url', at(1), '--version', 'v2', '--json'],
    );
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'no-data',
      results: [
        {
          version: 'v2',
          problems: [
            "route 'all' is split, and 'gateway.forcedVersion' is not given: give it, or --v2-url",
          ],
        },
      ],
    });
    expect(code).toBe(2);
  });

  it('sends what the check and the options say', async () => {
    const seen: unknown[] = [];
    const url = await serve(
      createServer((incoming, outgoing) => {
        const { method, url: target, headers } = incoming;
        let body = '';
        incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
        incoming.on('end', () => {
          seen.push([method, target, headers['x-a'], headers.authorization, headers.host, body]);
          outgoing.writeHead(201, { 'x-cutover-version': 'v2' }).end();
        });
      }),
    );
    folder.write(
      'shop.yaml',
      oneCheck(
        "{ name: a, versions: [v2], request: { method: PUT, path: /a, query: { q: 'x y' }, headers: { X-A: b }, json: [1] }, expect: { status: 201 } }",
      ),
    );
    const { code } = await folder.run(
      ...['smoke', 'shop.yaml', '--url', url, '--host', 'shop.example.com'],
      ...['--header', 'Authorization: Bearer t', '--header', 'X-A: overridden'],
    );
    expect(code).toBe(0);
    expect(seen).toEqual([['PUT', '/a?q=x+y', 'b', 'Bearer t', 'shop.example.com', '[1]']]);
  });

  it('looks the gateway up in the cluster of the stack', async () => {
    const [v1, v2] = [await simulate({ VERSION: 'v1' }), await simulate({ VERSION: 'v2' })];
    const url = new URL(await gateway({ v1: v1.port, v2: v2.port }));
    const file = oneCheck(HEALTHY).replace('gateway:', `gateway:\n  port: ${url.port}`);
    folder.write('shop.yaml', file);
    folder.write('Pulumi.staging.yaml', 'config:\n  cutover:service: shop\n');
    folder.cluster.gateway = url.hostname;
    expect((await folder.run('smoke', 'shop.yaml', '--stack', 'staging')).code).toBe(0);
    expect(folder.targets).toMatchObject([{ service: 'shop', namespace: 'shop' }]);
    folder.cluster.gateway = undefined;
    expect(await folder.run('smoke', 'shop.yaml', '--stack', 'staging')).toEqual({
      code: 2,
      out: '',
      errors:
        "cutover: there is no gateway of service 'shop' in namespace 'shop'; deploy it with pulumi up",
    });
  });

  it('answers 1 for a service file that is not valid', async () => {
    folder.write('shop.yaml', SHOP.replace('5070', '0'));
    expect(await folder.run('smoke', 'shop.yaml', '--url', at(1))).toEqual({
      code: 1,
      out: '',
      errors: `cutover: shop.yaml: 1 problem\n  line 4, column 26: 'versions.v2.port' (0) must be at least 1; correct it`,
    });
  });

  it.each([
    [
      ['--version', 'v2'],
      'cutover: no URL named: give --url of the gateway, --v1-url or --v2-url, or --stack to look the gateway up',
    ],
    [
      ['--version', 'v3'],
      "error: option '--version <version>' argument 'v3' is invalid. It must be v1 or v2.\n(see cutover --help)",
    ],
    [
      ['--url', 'shop.example.com'],
      "error: option '--url <url>' argument 'shop.example.com' is invalid. It must be http:// or https:// with a host, and no path.\n(see cutover --help)",
    ],
    [
      ['--url', 'http://a', '--header', 'A b'],
      "error: option '--header <text>' argument 'A b' is invalid. It must be written as 'Name: value'.\n(see cutover --help)",
    ],
    [
      ['--url', 'https://a', '--ca', 'none.pem'],
      /^cutover: .*none\.pem cannot be read; correct --ca$/,
    ],
  ])('answers 64 for %j', async (args, message) => {
    folder.write('shop.yaml', oneCheck(HEALTHY));
    const { code, errors } = await folder.run('smoke', 'shop.yaml', ...args);
    expect(errors).toMatch(message);
    expect(code).toBe(64);
  });
});
