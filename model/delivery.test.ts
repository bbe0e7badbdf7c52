import { deliveryFigures, type Deployment } from './delivery';
import { planSchema, type Plan } from './service/plan';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const START = Date.parse('2026-11-01T10:00:00Z');
const plan: Plan = planSchema.parse({
  phases: [
    {
      name: 'all',
      steps: [{ share: 0 }, { share: 5, soak: '2d' }, { share: 25, soak: '2d' }, { share: 100 }],
    },
  ],
});

/** An update that began so many milliseconds after the start and took a minute. */
const update = (after: number, share: number | null, succeeded = true): Deployment => ({
  startedAt: START + after,
  endedAt: START + after + MINUTE,
  succeeded,
  share,
});

function figures(deployments: Deployment[], holds: { after: number; share: number }[] = []) {
  return deliveryFigures({
    deployments,
    holds: holds.map(({ after, share }) => ({ from: START + after, until: null, share })),
    plan,
    now: START + 10 * DAY,
    days: 20,
  });
}

test('a clean migration has a frequency and no failure', () => {
  expect(
    figures([update(0, 0), update(DAY, 5), update(4 * DAY, 25), update(7 * DAY, 100)]),
  ).toEqual({
    days: 20,
    deployments: 4,
    perDay: 0.2,
    failures: [],
    changeFailureRate: 0,
    meanRestoreSeconds: null,
    longestRestoreSeconds: null,
    open: 0,
  });
});

test('without a deployment there is no failure rate', () => {
  expect(figures([])).toMatchObject({ deployments: 0, perDay: 0, changeFailureRate: null });
});

test('a rise that is lowered within its soak has failed, and is restored by the lowering', () => {
  const { failures, changeFailureRate, meanRestoreSeconds } = figures([
    update(0, 5),
    update(3 * DAY, 25),
    update(4 * DAY, 5),
  ]);
  expect(failures).toEqual([
    {
      at: '2026-11-04T10:01:00Z',
      why: 'share lowered',
      knownAt: '2026-11-05T10:00:00Z',
      restoredAt: '2026-11-05T10:01:00Z',
    },
  ]);
  expect(changeFailureRate).toBeCloseTo(1 / 3);
  expect(meanRestoreSeconds).toBe(60);
});

test('a lowering after the soak is no failure of the rise', () => {
  expect(figures([update(0, 5), update(3 * DAY, 0)]).failures).toEqual([]);
});

test('a share without a soak is watched for an hour', () => {
  expect(figures([update(0, 100), update(30 * MINUTE, 25)]).failures).toHaveLength(1);
  expect(figures([update(0, 100), update(2 * HOUR, 25)]).failures).toEqual([]);
});

test('from the next rise on it is that one which is watched', () => {
  const { failures } = figures([update(0, 5), update(HOUR, 25), update(2 * HOUR, 0)]);
  expect(failures.map(({ at }) => at)).toEqual(['2026-11-01T11:01:00Z']);
});

test('a hold below the share within the soak is a failure, restored as it came into force', () => {
  const { failures, meanRestoreSeconds } = figures([update(0, 25)], [{ after: HOUR, share: 0 }]);
  const at = '2026-11-01T11:00:00Z';
  expect(failures).toEqual([
    { at: '2026-11-01T10:01:00Z', why: 'share held', knownAt: at, restoredAt: at },
  ]);
  expect(meanRestoreSeconds).toBe(0);
});

test('a hold that leaves the share as it is fails nothing', () => {
  expect(figures([update(0, 5)], [{ after: HOUR, share: 5 }]).failures).toEqual([]);
});

test('updates that fail one after another are as many failures and one incident', () => {
  const { failures, changeFailureRate, meanRestoreSeconds, longestRestoreSeconds } = figures([
    update(0, 0),
    update(DAY, 5, false),
    update(DAY + 2 * MINUTE, 5, false),
    update(DAY + 9 * MINUTE, 5),
  ]);
  expect(failures.map(({ why }) => why)).toEqual(['update failed', 'update failed']);
  expect(changeFailureRate).toBe(0.5);
  expect(meanRestoreSeconds).toBe(540);
  expect(longestRestoreSeconds).toBe(540);
});

test('a failed update that nothing has mended is open', () => {
  expect(figures([update(0, 0), update(DAY, 5, false)])).toMatchObject({
    open: 1,
    meanRestoreSeconds: null,
  });
});

test('what ended before the days that are looked at does not count', () => {
  expect(figures([update(-15 * DAY, 0), update(0, 5)])).toMatchObject({ deployments: 1 });
});
