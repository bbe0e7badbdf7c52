import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { holdData, NO_HOLD } from '../model/hold';
import type { Share } from '../model/share';
import { CommandFailure, EXIT } from './failure';
import { CommandFolder } from './run-in-folder';

const STACK = `config:
  cutover:token:
    secure: v1:abc # kept
  cutover:v2TrafficPercentage: 25
  cutover:service: shop
`;

let folder: CommandFolder;

beforeEach(() => {
  folder = new CommandFolder();
  folder.now = new Date('2026-11-28T12:00:00Z');
  folder.write('Pulumi.yaml', 'name: cutover\n');
  folder.write('Pulumi.staging.yaml', STACK);
  folder.pulumi.updates = [
    { at: '2026-11-28T10:00:00Z', share: '50', result: 'failed' },
    { at: '2026-11-27T10:00:00Z', share: '25', version: 9 },
    { at: '2026-11-26T10:00:00Z', share: '5', message: 'Raise to 5' },
    { at: '2026-11-25T10:00:00Z', share: '50' },
    { at: '2026-11-24T10:00:00Z', config: { 'cutover:v2TrafficPercentage': { secret: true } } },
  ];
});

afterEach(() => {
  folder.remove();
});

const run = (update: string, ...args: string[]) =>
  folder.run(
    'rollback',
    '--stack',
    'staging',
    '--reason',
    'too slow',
    '--to-update',
    update,
    ...args,
  );
const stackFile = (): string => readFileSync(join(folder.path, 'Pulumi.staging.yaml'), 'utf8');

test('shows the diff, lowers at once through the hold, and writes the stack file', async () => {
  const { code, out, errors } = await run('2026-11-26T10:00:00Z');
  expect(errors).toBe(`Pulumi.staging.yaml:4
-  cutover:v2TrafficPercentage: 25
+  cutover:v2TrafficPercentage: 5`);
  expect(out).toMatch(
    /^back to 5 %, as after the update 2026-11-26T10:00:00Z: Raise to 5\nobserved share 5 % \(hold written after \d+ ms, observed \d+ ms later\)\nthe stack file is written\nnext: git commit --message "Lower shop from 25 % to 5 %" -- Pulumi\.staging\.yaml\nnext: pulumi up --stack staging\nnext: when V2 is mended: cutover release --stack staging --reason "…"$/,
  );
  expect(code).toBe(0);
  expect(stackFile()).toBe(STACK.replace(': 25', ': 5'));
  expect(folder.cluster.hold?.data).toMatchObject({
    v2TrafficPercentage: '5',
    reason: 'too slow',
    by: 'bob',
    since: '2026-11-28T12:00:00Z',
  });
});

test('applies it at once when asked', async () => {
  folder.pulumi.onUp = () => {
    folder.cluster.writeTraffic('5');
  };
  const { code, out } = await run('2026-11-26', '--up', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    service: 'shop',
    stack: 'staging',
    update: { at: '2026-11-26T10:00:00Z', version: null, message: 'Raise to 5' },
    from: 25,
    to: 5,
    written: true,
    rollback: { observed: 5 },
    updated: true,
  });
  expect(folder.pulumi.ups).toEqual(['Lower shop from 25 % to 5 %']);
});

test('changes nothing with --dry-run', async () => {
  const { code, out } = await run('2026-11-26', '--dry-run');
  expect(out).toBe(
    'back to 5 %, as after the update 2026-11-26T10:00:00Z: Raise to 5\nnothing is changed',
  );
  expect([code, stackFile(), folder.cluster.hold?.data['by']]).toEqual([0, STACK, '']);
});

test('finds an update by its version, and writes nothing that stands there already', async () => {
  const { out } = await run('9');
  expect(out).toBe(
    'back to 25 %, as after the update 9 (2026-11-27T10:00:00Z)\nthe stack file says so already\nnext: pulumi up --stack staging',
  );
});

test('leaves a lower hold as it is, and writes the stack file', async () => {
  const hold = { ...NO_HOLD, share: 0 as Share, by: 'guard', reason: 'errors' };
  folder.cluster.putHold(holdData(hold));
  const { code, out } = await run('2026-11-26', '--json');
  expect(JSON.parse(out)).toMatchObject({ rollback: null, written: true });
  expect([code, folder.cluster.hold?.data['by']]).toEqual([0, 'guard']);
});

test('writes the stack file also when the hold is not confirmed in time', async () => {
  folder.cluster.agents = false;
  const { code, errors } = await run('2026-11-26', '--timeout', '0.01');
  expect(errors).toContain('5 % was not confirmed within 0.01 s (observed: 25 %); the hold is in');
  expect([code, stackFile()]).toEqual([1, STACK.replace(': 25', ': 5')]);
});

test('says that the stack file is written when the update fails', async () => {
  folder.pulumi.onUp = () => {
    throw new CommandFailure(EXIT.fail, 'pulumi up failed: no');
  };
  const { code, errors } = await run('2026-11-26', '--up');
  expect(errors).toMatch(
    /cutover: the traffic is lowered and Pulumi\.staging\.yaml written, but not applied; run pulumi up --stack staging again\npulumi up failed: no$/,
  );
  expect([code, stackFile()]).toEqual([1, STACK.replace(': 25', ': 5')]);
});

test.each([
  [
    '2026-11-25',
    3,
    'the update of 2026-11-25T10:00:00Z had 50 %, which is more than the 25 % in Pulumi.staging.yaml; raise it by a pull request: cutover advance --stack staging --branch NAME',
  ],
  ['2026-11-28', 3, 'the update of 2026-11-28T10:00:00Z failed; name one that succeeded'],
  ['2026-11-24', 3, 'the update of 2026-11-24T10:00:00Z recorded no share in plain text'],
  [
    '2026-11-2',
    64,
    "'2026-11-2' fits several updates: 2026-11-28T10:00:00Z, 2026-11-27T10:00:00Z, 2026-11-26T10:00:00Z, 2026-11-25T10:00:00Z, 2026-11-24T10:00:00Z",
  ],
  [
    '8',
    64,
    "no update '8' (the latest: 2026-11-28T10:00:00Z at 50 %, 9 (2026-11-27T10:00:00Z) at 25 %, 2026-11-26T10:00:00Z at 5 %, 2026-11-25T10:00:00Z at 50 %, 2026-11-24T10:00:00Z at ? %)",
  ],
])('refuses the update %s before anything is changed', async (update, expected, message) => {
  const { code, errors } = await run(update);
  expect(errors).toBe(`cutover: ${message}`);
  expect([code, stackFile(), folder.cluster.hold?.data['by']]).toEqual([expected, STACK, '']);
});

test.each([
  [['--up'], '--up and --dry-run go with --to-update'],
  [['--to-update', '9', '--to', '5'], 'give --to or --to-update, not both'],
  [
    ['--to-update', '9', '--service', 'shop'],
    '--to-update needs --stack NAME: it reads its history',
  ],
])('wrong usage answers 64: %s', async (args, message) => {
  const where = args.includes('--service') ? [] : ['--stack', 'staging'];
  const { code, errors } = await folder.run('rollback', '--reason', 'x', ...where, ...args);
  expect(errors).toBe(`cutover: ${message}`);
  expect(code).toBe(64);
});
