import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { holdData, NO_HOLD } from '../../model/hold';
import type { Share } from '../../model/share';
import { CommandFailure, EXIT } from '../failure';
import { renderLastHold } from '../last-hold';
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
      - { name: tests, steps: [{ share: 5, soak: 2d }, { share: 25, soak: 2d }] }
`;

let folder: CommandFolder;

beforeEach(() => {
  folder = new CommandFolder();
  folder.now = new Date('2026-11-28T12:00:00Z');
  folder.write('Pulumi.yaml', 'name: cutover\n');
  folder.write('Pulumi.staging.yaml', 'config:\n  cutover:service: shop\n');
  mkdirSync(join(folder.path, 'services'));
  folder.write('services/shop.yaml', SHOP);
  const environment = {
    'git.author': 'Alice',
    'git.head': '2f9913cb96187df9a9e4252f146a721d0e1f05b4',
  };
  folder.pulumi.updates = [
    { at: '2026-11-28T10:00:00Z', share: '25', result: 'failed', took: 302 },
    {
      at: '2026-11-27T10:00:00Z',
      share: '5',
      environment,
      message: 'Raise shop from 0 % to 5 % (phase tests, verdict pass)',
    },
    { at: '2026-11-26T10:00:00Z', share: '0', took: 75, message: 'Begin' },
  ];
});

afterEach(() => {
  folder.remove();
});

test('shows what was deployed, latest first, and the delivery figures', async () => {
  const { code, out } = await folder.run('history', '--stack', 'staging');
  expect(out).toBe(`shop (stack staging)

time                  share      phase     kind    result     took        by     commit    message
2026-11-28T10:00:00Z  5 -> 25 %  tests     update  failed     5 min 2 s   -      -
2026-11-27T10:00:00Z  0 -> 5 %   tests     update  succeeded  2 s         Alice  2f9913cb  Raise shop from 0 % to 5 % (phase tests, verdict pass)
2026-11-26T10:00:00Z  0 %        parallel  update  succeeded  1 min 15 s  -      -         Begin

delivery in 30 days   figure              target
deployment frequency  0.07 a day          daily     missed
change failure rate   33.3 % (1 of 3)     < 5 %     missed
time to restore       1 not restored yet  < 10 min  -`);
  expect(code).toBe(0);
});

test('shows holds among the updates, and counts them', async () => {
  const released = { reason: 'mended', by: 'bob', at: '2026-11-27T12:00:00Z' };
  const hold = {
    ...NO_HOLD,
    share: 0 as Share,
    by: 'guard',
    since: '2026-11-27T11:00:00Z',
    trigger: 'rollback',
    reason: 'errors',
  };
  folder.cluster.putHold(holdData(NO_HOLD), {
    'cutover.dev/last-hold': renderLastHold(hold, released),
  });
  const { out } = await folder.run('history', '--stack', 'staging', '--json');
  expect(JSON.parse(out)).toMatchObject({
    service: 'shop',
    stack: 'staging',
    more: 0,
    problems: [],
    entries: [
      { kind: 'update', share: 25 },
      { kind: 'release', at: '2026-11-27T12:00:00Z', by: 'bob', message: 'mended' },
      { kind: 'hold', at: '2026-11-27T11:00:00Z', share: 0, by: 'guard', result: 'rollback' },
      { kind: 'update', share: 5, verdict: 'pass' },
      { kind: 'update', share: 0, from: null, verdict: null },
    ],
    delivery: {
      deployments: 3,
      failures: [{ why: 'share held' }, { why: 'update failed' }],
      meanRestoreSeconds: 0,
      open: 1,
    },
  });
});

test('tells how many entries are not shown', async () => {
  const { out } = await folder.run('history', '--stack', 'staging', '--limit', '1');
  expect(out).toContain('2 more; see them with --limit');
  expect(out).toContain('33.3 % (1 of 3)');
});

test('needs neither the cluster nor a valid service file', async () => {
  const gone = new CommandFailure(EXIT.fail, 'the API server cannot be reached');
  jest.spyOn(folder.cluster, 'readTraffic').mockRejectedValue(gone);
  folder.write('services/shop.yaml', 'name: shop\n');
  const { code, out } = await folder.run('history', '--stack', 'staging', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    entries: [{ phase: null }, { phase: null }, { phase: null }],
    problems: [
      expect.stringMatching(/^phases are not known: services\/shop\.yaml: \d problems$/),
      'holds are not known: the API server cannot be reached',
    ],
  });
});

test('says so when nothing was deployed yet', async () => {
  folder.pulumi.updates = [];
  const { code, out } = await folder.run('history', '--stack', 'staging');
  expect(out).toBe(`shop (stack staging)

no update is recorded

delivery in 30 days   figure              target
deployment frequency  0.00 a day          daily     -
change failure rate   no deployment       < 5 %     -
time to restore       nothing to restore  < 10 min  -`);
  expect(code).toBe(0);
});

test.each([
  [['history'], 'cutover: no stack named: give --stack NAME'],
  [
    ['history', '--stack', 'staging', '--limit', '0'],
    "error: option '--limit <n>' argument '0' is invalid. It must be a whole number from 1 to 1000.\n(see cutover --help)",
  ],
])('wrong usage answers 64: %s', async (args, message) => {
  const { code, errors } = await folder.run(...args);
  expect(errors).toBe(message);
  expect(code).toBe(64);
});
