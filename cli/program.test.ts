import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import type { Share } from '../model/share';
import { version } from '../package.json';
import type { DataRecord } from './cluster-port';
import { FakeCluster } from './fake-cluster';
import { runProgram } from './program';
import { FakeGit } from './git/fake-git';
import { FakePulumi } from './pulumi/fake-pulumi';
import type { CommandTarget } from './target';

let folder: string;
let cluster: FakeCluster;
let targets: CommandTarget[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cutover-cli-'));
  writeFileSync(join(folder, 'Pulumi.yaml'), 'name: cutover\n');
  writeFileSync(
    join(folder, 'Pulumi.staging.yaml'),
    'config:\n  cutover:service: shop\n  kubernetes:context: kind-kind\n',
  );
  cluster = new FakeCluster('25');
  targets = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function run(line: string) {
  const results: string[] = [];
  const errors: string[] = [];
  const progress: string[] = [];
  const args = line.match(/"[^"]*"|\S+/g) ?? [];
  const code = await runProgram(
    args.map((arg) => arg.replaceAll('"', '')),
    {
      connect: (target) => {
        targets.push(target);
        return cluster;
      },
      pulumi: () => new FakePulumi(),
      git: () => new FakeGit(),
      draw: () => Promise.resolve('<svg></svg>'),
      output: {
        colors: createColors(false),
        terminal: false,
        result: (text) => results.push(text),
        progress: (text) => progress.push(text),
        error: (text) => errors.push(text),
        screen: (text) => results.push(text),
      },
      questions: undefined,
      user: 'bob',
      folder,
      now: () => new Date('2026-11-20T10:00:00.123Z'),
      signal: AbortSignal.abort(),
      uninterrupted: (work) => work(),
    },
  );
  return {
    code,
    out: results.join('\n'),
    errors: errors.join('\n'),
    progress: progress.join('\n'),
  };
}

test('status answers 0 and takes the target from the stack file', async () => {
  const { code, out } = await run('status --stack staging');
  expect(code).toBe(0);
  expect(out).toContain('25 %     25 %       25 %      ab-tests');
  expect(targets).toEqual([
    {
      service: 'shop',
      namespace: 'shop',
      context: 'kind-kind',
      kubeconfig: undefined,
      stack: 'staging',
    },
  ]);
});

test('options win over the stack file', async () => {
  await run('status --stack staging --service pay --namespace money --context c --kubeconfig k');
  expect(targets).toEqual([
    { service: 'pay', namespace: 'money', context: 'c', kubeconfig: 'k', stack: 'staging' },
  ]);
});

test('status answers 2 when nothing is observed yet', async () => {
  cluster.agents = false;
  cluster.traffic = { ...(cluster.traffic as DataRecord), data: { v2TrafficPercentage: '25' } };
  const { code, out } = await run('status --stack staging --json');
  expect(code).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ desired: 25, observed: null, settled: false });
});

test('rollback tells the hold at once and the observed share in the end', async () => {
  const { code, out, progress } = await run('rollback --stack staging --reason "too many errors"');
  expect(code).toBe(0);
  expect(progress).toBe(
    'in force: hold at 0 % by bob since 2026-11-20T10:00:00Z (manual): too many errors; waiting for the gateway …',
  );
  expect(out).toMatch(/^observed share 0 % \(hold written after \d+ ms, observed \d+ ms later\)$/);
});

test('rollback prints nothing but JSON with --json', async () => {
  const { out, progress } = await run(
    'rollback --to 5 --by alice --service shop --reason x --json',
  );
  expect(progress).toBe('');
  expect(JSON.parse(out)).toEqual({
    service: 'shop',
    namespace: 'shop',
    written: true,
    hold: {
      share: 5,
      reason: 'x',
      by: 'alice',
      since: '2026-11-20T10:00:00Z',
      trigger: 'manual',
      evidence: '',
    },
    desired: 25,
    previous: 25,
    effective: 5,
    observed: 5,
    writtenMs: expect.any(Number) as number,
    observedMs: expect.any(Number) as number,
  });
});

test('a refusal answers 3 and says why', async () => {
  const { code, out, errors } = await run('rollback --to 30 --service shop --reason x');
  expect(code).toBe(3);
  expect(out).toBe('');
  expect(errors).toBe(
    'cutover: a rollback to 30 % would not lower the share: it is 25 % now; raise it by pulumi up',
  );
});

test('a failure is JSON with --json', async () => {
  const { code, out, errors } = await run('rollback --to 30 --service shop --reason x --json');
  expect(code).toBe(3);
  expect(errors).toBe('');
  expect(JSON.parse(out)).toEqual({
    error: {
      message:
        'a rollback to 30 % would not lower the share: it is 25 % now; raise it by pulumi up',
      exitCode: 3,
    },
  });
});

test('release ends a hold', async () => {
  cluster = new FakeCluster('25', { share: 0 as Share, by: 'guard', reason: 'errors' });
  const { code, out } = await run('release --service shop --reason fixed');
  expect(code).toBe(0);
  expect(out).toMatch(/^observed share 25 % \(\d+ ms\)$/);
});

test('release without a hold answers 0 and says so', async () => {
  const { code, out } = await run('release --service shop --reason fixed');
  expect(code).toBe(0);
  expect(out).toBe('no hold in force, nothing to release');
});

test('-V prints the version before a command, and is an option of none', async () => {
  expect((await run('--version')).out).toBe(version);
  expect((await run('status --version')).errors).toContain("unknown option '--version'");
});

test('version prints the version', async () => {
  expect((await run('version')).out).toBe(version);
  expect(JSON.parse((await run('version --json')).out)).toEqual({ version });
});

test.each([
  ['rolback', "error: unknown command 'rolback'\n(Did you mean rollback?)\n(see cutover --help)"],
  [
    'rollback --raeson x',
    "error: unknown option '--raeson'\n(Did you mean --reason?)\n(see cutover --help)",
  ],
  [
    'rollback --reason x --to 10%',
    "error: option '--to <share>' argument '10%' is invalid. It must be a whole number from 0 to 100, written in digits alone.\n(see cutover --help)",
  ],
  [
    'rollback --reason "  "',
    "error: option '--reason <text>' argument '  ' is invalid. It must not be empty.\n(see cutover --help)",
  ],
  [
    'rollback --service shop',
    'cutover: no reason given: add --reason "…", for whoever meets the hold',
  ],
  [
    'release --reason x --timeout 0',
    "error: option '--timeout <seconds>' argument '0' is invalid. It must be a number of seconds above 0, at most 3600.\n(see cutover --help)",
  ],
  ['status', 'cutover: no service named: give --stack NAME or --service NAME'],
])('wrong usage answers 64: %s', async (line, message) => {
  const { code, errors } = await run(line);
  expect(errors).toBe(message);
  expect(code).toBe(64);
});

test('help answers 0', async () => {
  const { code, out } = await run('--help');
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}rollback \[options\] +lower the share at once, and hold it there$/m);
});
