import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBundles } from '../../local/bundle/bundles';
import { projectRoot } from '../../local/settings';
import { FakeApi } from '../support/cli/fake-api';
import { TinyStack } from '../support/cli/tiny-stack';

const LIMIT_MS = 180_000;

const SERVICE = `name: tiny
versions:
  v1: { image: 'tiny:1', port: 5062 }
  v2: { image: 'tiny:2', port: 5070 }
plan: steps
plans:
  steps: { phases: [{ name: all, steps: [{ share: 0 }, { share: 5, soak: 1h }, { share: 25 }] }] }
`;

/** A step of a plan and the way back by the command as it is: real Pulumi, real git, and only the cluster is a fake. */
describe('cutover advance and rollback --to-update', () => {
  let stack: TinyStack;
  let api: FakeApi;

  const applied = (): string => join(stack.folder, 'applied');
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: stack.folder, encoding: 'utf8' }).trim();
  const stackFile = (): string => readFileSync(join(stack.folder, 'Pulumi.tiny.yaml'), 'utf8');

  beforeAll(async () => {
    await ensureBundles(projectRoot);
    stack = new TinyStack();
    api = await FakeApi.open('tiny', () =>
      existsSync(applied()) ? readFileSync(applied(), 'utf8') : '',
    );
    stack.write('no-kubeconfig', api.kubeconfig());
    stack.write('services/tiny.yaml', SERVICE);
    stack.write('.gitignore', 'node_modules\nstate\napplied\n');
    await stack.create(0);
    await stack.set('cutover:token', 'hush', '--secret');
    writeFileSync(join(stack.folder, 'Pulumi.tiny.yaml'), `# Reviewed\n${stackFile()}# the end\n`);
    git('init', '--quiet', '--initial-branch', 'main');
    git('config', 'user.name', 'Alice');
    git('config', 'user.email', 'alice@example.com');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Begin');
    await stack.pulumi('up', '--yes', '--skip-preview', '--stack', 'tiny');
  }, LIMIT_MS);

  afterAll(() => {
    api.close();
    stack.remove();
  });

  const cutover = async (...args: string[]): Promise<{ code: number; json: unknown }> => {
    const { code, stdout, stderr } = await stack.cutover(...args, '--stack', 'tiny', '--json');
    if (stdout === '') throw new Error(stderr);
    return { code, json: JSON.parse(stdout) };
  };

  it(
    'commits the next step on a branch, applies it, and is found in the history',
    async () => {
      const before = stackFile();
      const { code, json } = await cutover('advance', '--branch', 'raise-5', '--up', '--yes');
      expect(json).toMatchObject({ from: 0, to: 5, written: true, updated: true, observed: 5 });
      expect(code).toBe(0);
      expect(stackFile()).toBe(before.replace(/(v2TrafficPercentage: "?)0/, '$15'));
      const message = 'Raise tiny from 0 % to 5 % (phase all, verdict none)';
      expect(git('log', '-1', '--format=%s', 'raise-5')).toBe(message);
      expect(git('show', '--name-only', '--format=')).toBe('Pulumi.tiny.yaml');
      expect(git('status', '--porcelain')).toBe('');
      expect((await cutover('history')).json).toMatchObject({
        entries: [
          {
            from: 0,
            share: 5,
            message,
            by: 'Alice',
            commit: git('rev-parse', 'HEAD'),
            dirty: false,
          },
          { share: 0, message: 'Begin' },
        ],
      });
    },
    LIMIT_MS,
  );

  it(
    'refuses the step after it while the share soaks, and writes nothing',
    async () => {
      const before = stackFile();
      const { code, json } = await cutover('advance', '--branch', 'raise-25');
      expect(code).toBe(3);
      expect(json).toMatchObject({
        error: {
          reasons: [
            expect.stringMatching(
              /^soak: 'cutover:v2TrafficPercentage' \(25\) must not rise before 5 has soaked for 1h \(plan 'steps'\); wait until /,
            ),
          ],
        },
      });
      expect([stackFile(), git('branch', '--list', 'raise-25')]).toEqual([before, '']);
    },
    LIMIT_MS,
  );

  it(
    'goes back to the share of an earlier update, so that cluster, file and Pulumi agree',
    async () => {
      const { entries } = (await cutover('history')).json as { entries: { at: string }[] };
      const update = entries[1]?.at ?? '';
      const args = ['--to-update', update, '--reason', 'a drill', '--up'];
      const { code, json } = await cutover('rollback', ...args);
      expect(json).toMatchObject({ from: 5, to: 0, written: true, updated: true });
      expect(code).toBe(0);
      expect(api.hold).toMatchObject({ v2TrafficPercentage: '0', reason: 'a drill' });
      expect(readFileSync(applied(), 'utf8')).toBe('0');
      expect(stackFile()).toMatch(/^# Reviewed\n[\s\S]*v2TrafficPercentage: "?0"?\n/);
      const after = await cutover('history');
      expect(after.json).toMatchObject({
        entries: [
          { kind: 'update', from: 5, share: 0 },
          { kind: 'hold', share: 0, message: 'a drill' },
          { kind: 'update', share: 5 },
          { kind: 'update', share: 0 },
        ],
        delivery: { failures: [{ why: 'share held' }] },
      });
    },
    LIMIT_MS,
  );
});
