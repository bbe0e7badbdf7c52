import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { holdData, NO_HOLD } from '../../model/hold';
import type { Share } from '../../model/share';
import { CommandFailure, EXIT } from '../failure';
import { CommandFolder } from '../run-in-folder';

const SHOP = `name: shop
versions:
  v1: { image: 'shop:1', port: 5062 }
  v2: { image: 'shop:2', port: 5070 }
plan: steps
plans:
  steps:
    phases:
      - { name: parallel, steps: [{ share: 0 }] }
      - { name: tests, steps: [{ share: 5, soak: 1d }, { share: 25, soak: 2d }, { share: 50 }] }
`;
const STACK = `# Reviewed in pull requests
config:
  cutover:service: shop
  cutover:token:
    secure: v1:abc
  cutover:v2TrafficPercentage: "25" # now
`;
const MESSAGE = 'Raise shop from 25 % to 50 % (phase tests, verdict none)';

let folder: CommandFolder;

beforeEach(() => {
  folder = new CommandFolder();
  folder.now = new Date('2026-11-28T12:00:00Z');
  folder.write('Pulumi.yaml', 'name: cutover\n');
  folder.write('Pulumi.staging.yaml', STACK);
  mkdirSync(join(folder.path, 'services'));
  folder.write('services/shop.yaml', SHOP);
  folder.pulumi.lastOutputs = { desiredShare: 25, shareSince: '2026-11-20T10:00:00.000Z' };
  folder.cluster.workloads = [{ version: 'v2', name: 'shop-v2', ready: 1, wanted: 1 }];
});

afterEach(() => {
  folder.remove();
});

const run = (...args: string[]) => folder.run('advance', '--stack', 'staging', ...args);
const stackFile = (): string => readFileSync(join(folder.path, 'Pulumi.staging.yaml'), 'utf8');

test("writes the plan's next step, and nothing else, and says what is left to do", async () => {
  const { code, out, errors } = await run();
  expect(errors).toBe(`Pulumi.staging.yaml:6
-  cutover:v2TrafficPercentage: "25" # now
+  cutover:v2TrafficPercentage: "50" # now`);
  expect(out).toBe(`shop from 25 % to 50 % (phase tests): written
next: commit it on a branch and open a pull request: git commit --message "${MESSAGE}" -- Pulumi.staging.yaml
next: when it is merged: pulumi up --stack staging`);
  expect(code).toBe(0);
  expect(stackFile()).toBe(STACK.replace('"25"', '"50"'));
  expect(folder.git.commits).toEqual([]);
});

test('changes nothing with --dry-run', async () => {
  const { code, out } = await run('--dry-run', '--up', '--commit');
  expect(out).toBe(
    'nothing speaks against shop from 25 % to 50 % (phase tests); nothing is changed',
  );
  expect(code).toBe(0);
  expect(stackFile()).toBe(STACK);
  expect([folder.git.commits, folder.pulumi.ups]).toEqual([[], []]);
});

test('takes a smaller step than the plan', async () => {
  expect((await run('--to', '30')).code).toBe(0);
  expect(stackFile()).toContain('"30"');
});

test('commits the stack file alone on a new branch', async () => {
  const { out } = await run('--branch', 'raise/50', '--json');
  expect(JSON.parse(out)).toEqual({
    service: 'shop',
    stack: 'staging',
    from: 25,
    to: 50,
    phase: 'tests',
    verdict: null,
    diff: expect.any(String) as string,
    warnings: [],
    written: true,
    branch: 'raise/50',
    commit: '2f9913cb96187df9a9e4252f146a721d0e1f05b4',
    updated: false,
    observed: null,
    next: [
      'git push --set-upstream origin raise/50',
      'open a pull request',
      'when it is merged: pulumi up --stack staging',
    ],
  });
  expect(folder.git.commits).toEqual([
    { file: 'Pulumi.staging.yaml', message: MESSAGE, branch: 'raise/50' },
  ]);
});

test('puts the stack file back when the commit is refused', async () => {
  folder.git.refusal = 'git commit failed: a hook says no';
  const { code, errors } = await run('--commit');
  expect(errors).toMatch(/cutover: git commit failed: a hook says no$/);
  expect(code).toBe(1);
  expect(stackFile()).toBe(STACK);
});

test('applies it at once when asked, and tells the observed share', async () => {
  folder.pulumi.onUp = () => {
    folder.cluster.writeTraffic('50');
  };
  const { code, out, errors } = await run('--up', '--yes', '--commit');
  expect(errors).toContain('updating ConfigMap traffic-share');
  expect(out).toBe(
    'shop from 25 % to 50 % (phase tests): committed as 2f9913cb and applied, observed share 50 %\nnext: git push',
  );
  expect(code).toBe(0);
  expect(folder.pulumi.ups).toEqual([MESSAGE]);
});

test('asks before it moves traffic, and takes no for an answer', async () => {
  folder.questions = { ask: () => Promise.resolve(undefined) };
  const { code, errors } = await run('--up');
  expect(errors).toMatch(/cutover: not confirmed; nothing is changed$/);
  expect(code).toBe(3);
  expect(stackFile()).toBe(STACK);
});

test('the answer is the new share', async () => {
  const checked: (string | undefined)[] = [];
  folder.questions = {
    ask: ({ message, check }) => {
      checked.push(message, check('yes'), check('50'));
      return Promise.resolve('50');
    },
  };
  expect((await run('--up')).code).toBe(0);
  expect(checked).toEqual([
    'Move shop (stack staging) from 25 % to 50 % now? Type the new share',
    'Type 50, or end this with Ctrl-C.',
    undefined,
  ]);
});

test('says what stands when the update fails', async () => {
  folder.pulumi.onUp = () => {
    throw new CommandFailure(EXIT.fail, 'pulumi up failed:\n  no');
  };
  const { code, errors } = await run('--up', '--yes');
  expect(errors).toMatch(
    /cutover: Pulumi\.staging\.yaml is written, but not applied; mend it and run pulumi up --stack staging, or put the file back\npulumi up failed:\n {2}no$/,
  );
  expect(code).toBe(1);
  expect(stackFile()).toContain('"50"');
});

/** Everything that forbids an advance at once. */
test('refuses with every reason before anything is written', async () => {
  folder.pulumi.lastOutputs = { desiredShare: 5, shareSince: '2026-11-28T10:00:00.000Z' };
  folder.cluster.workloads = [{ version: 'v2', name: 'shop-v2', ready: 0, wanted: 1 }];
  folder.write('Pulumi.staging.yaml', STACK.replace('"25"', '"5"'));
  folder.cluster.putHold(holdData({ ...NO_HOLD, share: 0 as Share, by: 'guard', reason: 'slow' }));
  folder.git.dirty = true;
  folder.git.branches = ['raise'];
  const { code, out } = await run('--to', '50', '--branch', 'raise', '--json');
  expect(code).toBe(3);
  const { error } = JSON.parse(out) as { error: { message: string; reasons: string[] } };
  expect(error.reasons).toEqual([
    'the stack file says 5 %, and the cluster 25 %; bring them together first: pulumi up --stack staging',
    'the gateways confirm 25 %, and are to serve 0 %; see cutover status --stack staging',
    'the share may not rise from 5 % to 50 %: hold at 0 % by guard since  (): slow; release it with: cutover release --stack staging --reason "…"',
    "step-order: 'cutover:v2TrafficPercentage' (50) must not skip 25 of plan 'steps' on its way from 5; go to 25 first: pulumi config set cutover:v2TrafficPercentage 25 --stack staging",
    "maximum-step: 'cutover:v2TrafficPercentage' (50) must be at most 30, 25 points above 5; take a smaller step: pulumi config set cutover:v2TrafficPercentage 30 --stack staging",
    "soak: 'cutover:v2TrafficPercentage' (50) must not rise before 5 has soaked for 1d (plan 'steps'); wait until 2026-11-29T10:00:00.000Z",
    'Pulumi.staging.yaml has changes that are not committed; commit or undo them first',
    "branch 'raise' exists already; name another",
  ]);
  expect(error.message).toBe(['no advance from 5 % to 50 %:', ...error.reasons].join('\n  '));
  expect(stackFile()).toContain('"5"');
});

test('a reviewed override lets a rule be broken, and is told', async () => {
  folder.pulumi.lastOutputs = { desiredShare: 25, shareSince: '2026-11-28T10:00:00.000Z' };
  const override = '{ rule: soak, reason: agreed in CHG-1, owner: ops }';
  folder.write('Pulumi.staging.yaml', `${STACK}  cutover:policyOverrides: [${override}]\n`);
  const { code, errors } = await run();
  expect(errors).toContain(
    "warning: soak: Overridden, agreed in CHG-1 (ops): 'cutover:v2TrafficPercentage' (50) must not rise before 25 has soaked for 2d",
  );
  expect(code).toBe(0);
});

test('knows since when a share soaks from the history where the outputs need a passphrase', async () => {
  folder.pulumi.lastOutputs = undefined;
  folder.pulumi.updates = [
    { at: '2026-11-28T11:00:00Z', share: '25' },
    { at: '2026-11-28T10:30:00Z', share: '50', result: 'failed' },
    { at: '2026-11-28T10:00:00Z', share: '25' },
    { at: '2026-11-20T10:00:00Z', share: '5' },
  ];
  const { code, errors } = await run();
  expect(errors).toContain('wait until 2026-11-30T10:00:02.000Z');
  expect(code).toBe(3);
});

test.each([
  [
    ['--to', '5'],
    3,
    'cutover: from 25 % to 5 % is no advance; lower it at once with: cutover rollback --stack staging --to 5 --reason "…"',
  ],
  [['--up'], 64, 'cutover: there is nobody to ask before the update: add --yes'],
  [
    ['--branch', '-x'],
    64,
    "error: option '--branch <name>' argument '-x' is invalid. It must be a name that git takes for a branch.\n(see cutover --help)",
  ],
])('refuses %s', async (args, expected, message) => {
  const { code, errors } = await run(...args);
  expect(errors).toBe(message);
  expect(code).toBe(expected);
});

test('says so at the end of the plan', async () => {
  folder.write('Pulumi.staging.yaml', STACK.replace('"25"', '"50"'));
  expect((await run()).errors).toBe(
    "cutover: plan 'steps' has no step after 50 %; finish it by cutover:finalise, or give --to",
  );
});

test('says why a share cannot be changed by a program', async () => {
  folder.write('Pulumi.staging.yaml', 'config: { cutover:service: shop }\n');
  expect((await run()).errors).toBe(
    `cutover: ${join(folder.path, 'Pulumi.staging.yaml')}: 'cutover:v2TrafficPercentage' (missing) must be a whole number from 0 to 100, written in digits alone; run: pulumi config set cutover:v2TrafficPercentage <0 to 100> --stack staging`,
  );
});
