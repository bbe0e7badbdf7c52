import { holdData, NO_HOLD } from '../../model/hold';
import type { Share } from '../../model/share';
import { GatedFolder } from './gated-folder';

let folder: GatedFolder;

beforeEach(() => {
  folder = new GatedFolder();
});

afterEach(() => {
  folder.remove();
});

const run = (...args: string[]) => folder.run('gates', '--stack', 'staging', ...args);

test('shows what passes and answers 0 when the next step may be taken', async () => {
  folder.judged({ errors: 0.0002, p95: 0.087 });
  const { code, out } = await run();
  expect(out).toBe(`shop (stack staging) at 25 %, phase ab-tests
pass since 2026-11-28T11:59:48.000Z (judged 12 s ago, counts for 1 min)

gate        weight    verdict  v2      v1  bound           samples         window  age
error-rate  critical  pass     0.02 %  -   at most 0.1 %   3,100 of 1,049  5m      12 s
p95         critical  pass     87 ms   -   at most 100 ms  3,100 of 124    5m      12 s

hold    none
freeze  none
soak    over since 2026-11-28T10:00:00.000Z (2 d)
next    50 %: nothing speaks against it`);
  expect(code).toBe(0);
});

test('answers 1 for a gate that fails, and says which value missed which bound', async () => {
  folder.judged({ errors: 0.0042, p95: 0.087 });
  const { code, out } = await run();
  expect(out).toContain(
    '\n\nerror-rate: 0.42 % (3,100 samples in 5m) must be at most 0.1 %\n\nhold    none',
  );
  expect(out).toMatch(
    /next {4}50 % is refused:\n {2}the share may not rise from 25 % to 50 %: 1 of 2 critical gates fail: error-rate: 0\.42 % \(3,100 samples in 5m\) must be at most 0\.1 %; look closer with: cutover gates --stack staging; to let it through, have an override of 'evidence' in cutover:policyOverrides reviewed$/,
  );
  expect(code).toBe(1);
});

test('answers 2 for too few samples', async () => {
  folder.judged({ errors: 0.0002, p95: 0.087 }, 10);
  expect((await run()).code).toBe(2);
});

test('answers 2 for evidence that is too old, whatever it says', async () => {
  folder.judged({ errors: 0.5, p95: 0.087 }, 3_100, 61);
  const { code, out } = await run();
  expect(out).toContain('; it does not count for the share, the gates and the time that are now');
  expect(out).toContain('the evidence is 61 s old, and counts for 60 s; see that the guard runs');
  expect(code).toBe(2);
});

test('answers 2 for evidence of other gates than those of now', async () => {
  folder.judged({ errors: 0.0002, p95: 0.087 });
  folder.serviceWith({ objectives: { errorRate: 0.01 } });
  const { code, out } = await run();
  expect(out).toContain('the gates have changed since they were judged');
  expect(code).toBe(2);
});

test('answers 2 when nothing was judged, and when what was written cannot be read', async () => {
  const { code, out } = await run();
  expect(out).toContain(
    'shop (stack staging) at 25 %, phase ab-tests\nno evidence: nothing has been judged yet; see that the guard runs\n\nhold',
  );
  expect(code).toBe(2);
  folder.cluster.putVerdict({ verdict: 'pass', evidence: '{}' });
  const broken = await run('--json');
  expect(broken.code).toBe(2);
  expect(JSON.parse(broken.out)).toMatchObject({
    verdict: null,
    next: { reasons: [expect.stringContaining('ConfigMap shop-verdict: ')] },
  });
});

test('tells hold, freeze and soak, and all that they refuse', async () => {
  folder.judged({ errors: 0.0002, p95: 0.087 });
  folder.pulumi.lastOutputs = { desiredShare: 25, shareSince: '2026-11-27T10:00:00.000Z' };
  folder.serviceWith({ freezes: [{ days: ['sat', 'sun'], reason: 'nobody is there' }] });
  const hold = { share: 5 as Share, by: 'guard', trigger: 'rollback', reason: 'errors' };
  folder.cluster.putHold(holdData({ ...NO_HOLD, ...hold, since: '2026-11-28T11:00:00Z' }));
  const { out } = await run();
  expect(out).toContain(`
hold    hold at 5 % by guard since 2026-11-28T11:00:00Z (rollback): errors
freeze  frozen until 2026-11-30T00:00:00.000Z: nobody is there
soak    22 h of 2 d left, until 2026-11-29T10:00:00.000Z
next    50 % is refused:
  the gateways confirm 25 %, and are to serve 5 %; see cutover status --stack staging
  the share may not rise from 25 % to 50 %: hold at 5 % by guard`);
});

test('prints everything as JSON', async () => {
  const evidence = folder.judged({ errors: 0.0002, p95: 0.087 });
  const { out } = await run('--json');
  expect(JSON.parse(out)).toEqual({
    service: 'shop',
    stack: 'staging',
    share: 25,
    phase: 'ab-tests',
    mode: 'enforce',
    verdict: 'pass',
    current: true,
    at: evidence.at,
    since: evidence.since,
    ageSeconds: 12,
    lifetimeSeconds: 60,
    gates: evidence.gates,
    pages: [],
    hold: null,
    freeze: null,
    soak: {
      seconds: 172_800,
      since: '2026-11-26T10:00:00.000Z',
      until: '2026-11-28T10:00:00.000Z',
      leftSeconds: 0,
    },
    next: { share: 50, reasons: [], warnings: [] },
  });
});

test('the gates may be switched off, or only advise', async () => {
  folder.serviceWith({ monitoring: {} });
  expect((await run()).out).toContain(
    'no gates: monitoring.gates is off in the service file\n\nhold    none',
  );
  folder.serviceWith({ monitoring: { gates: 'advise', prometheus: 'http://prometheus:9090' } });
  const { out } = await run();
  expect(out).toContain(
    "next    50 %: nothing speaks against it\n  warning: advised only ('monitoring.gates'): the share may not rise from 25 % to 50 %: nothing has been judged yet",
  );
});

test('an advance is refused by the gates, and carries their verdict', async () => {
  folder.judged({ errors: 0.0042, p95: 0.087 });
  const refused = await folder.run('advance', '--stack', 'staging');
  expect(refused.errors).toBe(
    "cutover: no advance from 25 % to 50 %:\n  the share may not rise from 25 % to 50 %: 1 of 2 critical gates fail: error-rate: 0.42 % (3,100 samples in 5m) must be at most 0.1 %; look closer with: cutover gates --stack staging; to let it through, have an override of 'evidence' in cutover:policyOverrides reviewed",
  );
  expect(refused.code).toBe(3);
  folder.judged({ errors: 0.0002, p95: 0.087 });
  const { out } = await folder.run('advance', '--stack', 'staging', '--json');
  expect(JSON.parse(out)).toMatchObject({ written: true, verdict: 'pass' });
});

test('needs a stack', async () => {
  const { code, errors } = await folder.run('gates', '--service', 'shop');
  expect([code, errors]).toEqual([64, 'cutover: no stack named: give --stack NAME']);
});
