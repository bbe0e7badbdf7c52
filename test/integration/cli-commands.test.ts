import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBundles } from '../../local/bundle/bundles';
import { projectRoot } from '../../local/settings';
import { clusterConfig, ServiceInCluster } from '../support/cli/service-in-cluster';
import { until } from '../../local/stack/until';

/** The `cutover` command as its users start it, against a real API server. */
describe('the cutover command', () => {
  const service = 'shop';
  let inCluster: ServiceInCluster;
  let folder: string;

  beforeAll(async () => {
    await ensureBundles(projectRoot);
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cutover-cli-'));
    inCluster = new ServiceInCluster(service, clusterConfig());
    await inCluster.create('25');
    await until('the share is observed', async () => (await status()).observed === 25);
  });

  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await inCluster.remove();
  });

  interface Outcome {
    readonly code: number;
    readonly out: string;
    readonly errors: string;
  }

  function run(...args: string[]): Promise<Outcome> {
    const where = args.includes('--service') ? [] : ['--service', service];
    const all = [...args, ...where, '--namespace', inCluster.namespace];
    return start(all);
  }

  function start(args: string[]): Promise<Outcome> {
    const program = join(projectRoot, 'dist/cutover.js');
    return new Promise((resolve) => {
      execFile(process.execPath, [program, ...args], { cwd: folder }, (error, out, errors) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, out: out.trim(), errors: errors.trim() });
      });
    });
  }

  async function status(): Promise<Record<string, unknown>> {
    return JSON.parse((await run('status', '--json')).out) as Record<string, unknown>;
  }

  it('lowers the share, holds it, and lets it go again', async () => {
    const down = await run('rollback', '--reason', 'errors', '--by', 'alice', '--json');
    expect(JSON.parse(down.out)).toMatchObject({
      written: true,
      previous: 25,
      effective: 0,
      observed: 0,
    });
    expect(down.code).toBe(0);
    const held = await inCluster.hold();
    expect(held.data).toMatchObject({
      v2TrafficPercentage: '0',
      reason: 'errors',
      by: 'alice',
      trigger: 'manual',
    });
    expect(held.owners).toEqual(['cutover-hold']);

    const up = await run('release', '--reason', 'fixed', '--by', 'bob', '--json');
    expect(JSON.parse(up.out)).toMatchObject({
      error: { exitCode: 3, message: expect.stringContaining('V2 has no ready pod') as string },
    });

    await inCluster.writeTraffic('0');
    const again = await run('release', '--reason', 'fixed', '--by', 'bob', '--json');
    expect(JSON.parse(again.out)).toMatchObject({ written: true, observed: 0 });
    expect((await inCluster.hold()).data['v2TrafficPercentage']).toBe('100');
    expect(await status()).toMatchObject({
      hold: null,
      changes: expect.arrayContaining([
        expect.objectContaining({ what: 'hold released: fixed', by: 'bob' }),
        expect.objectContaining({ what: 'hold at 0 %: errors', by: 'alice' }),
        expect.objectContaining({ what: 'observed share 0 %', by: 'cutover-agent' }),
        expect.objectContaining({ what: 'desired share 0 %', by: 'pulumi' }),
      ]) as unknown,
    });
  });

  it('stays below a hold that the guard puts in force at the same moment', async () => {
    const guard = run('rollback', '--to', '5', '--reason', 'precision fell', '--by', 'guard');
    const person = run('rollback', '--to', '10', '--reason', 'slow', '--by', 'alice');
    const outcomes = await Promise.all([guard, person]);
    expect(outcomes[0].code).toBe(0);
    // Whoever came second: the lower hold stands, and the person was either overtaken or refused.
    expect((await inCluster.hold()).data).toMatchObject({ v2TrafficPercentage: '5', by: 'guard' });
    expect([0, 1, 3]).toContain(outcomes[1].code);
  });

  it('answers 1 when nobody confirms the share, and the hold stands', async () => {
    inCluster.confirming = false;
    const { code, errors } = await run('rollback', '--reason', 'errors', '--timeout', '1');
    expect(code).toBe(1);
    expect(errors).toContain(
      'cutover: 0 % was not confirmed within 1 s (observed: 25 %); the hold is in force\n  there is no gateway pod',
    );
    expect((await inCluster.hold()).data['v2TrafficPercentage']).toBe('0');
  });

  it('names the nearest service, and the namespace that a service is in', async () => {
    const misspelt = await run('status', '--service', 'shpo');
    expect([misspelt.code, misspelt.errors]).toEqual([
      1,
      `cutover: no service 'shpo' in namespace '${inCluster.namespace}' (ConfigMap shpo-traffic is missing). Did you mean 'shop'?`,
    ]);
    const elsewhere = await start(['status', '--service', service, '--namespace', 'nowhere']);
    expect(elsewhere.errors).toMatch(
      /^cutover: no namespace 'nowhere' in this cluster; service 'shop' is in namespace 'cli-\w+'$/,
    );
  });

  /** A kubeconfig that differs from the cluster's own in these values. */
  function kubeconfig(server: string | undefined, token: string): string {
    const cluster = clusterConfig().getCurrentCluster();
    const path = join(folder, 'kubeconfig');
    const text = {
      'current-context': 'other',
      clusters: [
        {
          name: 'other',
          cluster: {
            server: server ?? cluster?.server,
            'certificate-authority': cluster?.caFile,
            'certificate-authority-data': cluster?.caData,
          },
        },
      ],
      users: [{ name: 'other', user: { token } }],
      contexts: [{ name: 'other', context: { cluster: 'other', user: 'other' } }],
    };
    writeFileSync(path, JSON.stringify(text));
    return path;
  }

  it('says in one line what is forbidden', async () => {
    const { namespace } = inCluster;
    const request = { name: 'default', namespace, body: { spec: { audiences: [] } } };
    const made = await inCluster.core.createNamespacedServiceAccountToken(request);
    const path = kubeconfig(undefined, made.status?.token ?? '');
    const { code, errors } = await run('status', '--kubeconfig', path);
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^cutover: cannot .+ is forbidden: User "system:serviceaccount:cli-\w+:default" cannot .+; ask for that right, or check --context$/,
    );
  });

  it('says in one line that it is not known, or that nobody is there', async () => {
    const unknown = await run('status', '--kubeconfig', kubeconfig(undefined, 'nonsense'));
    expect(unknown.errors).toMatch(
      /^cutover: cannot .+: https:.+ does not know you; log in again, or check --context$/,
    );
    const nobody = await run('status', '--kubeconfig', kubeconfig('https://127.0.0.1:1', 'x'));
    expect(nobody.errors).toMatch(
      /^cutover: cannot .+: https:\/\/127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED.*\); check that the cluster runs and --context; /,
    );
    expect([unknown.code, nobody.code]).toEqual([1, 1]);
  });
});
