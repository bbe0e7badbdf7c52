import type { Evidence } from '../../model/gates/evidence';
import { NO_HOLD } from '../../model/hold';
import type { Share } from '../../model/share';
import type { GatesView } from '../gates/gates-view';
import { recommend } from './recommend';

const view: GatesView = {
  service: 'shop',
  stack: 'staging',
  share: 25 as Share,
  phase: 'ab-tests',
  mode: 'enforce',
  verdict: 'pass',
  current: true,
  at: null,
  since: null,
  ageSeconds: null,
  lifetimeSeconds: 60,
  gates: [],
  pages: [],
  hold: null,
  freeze: null,
  soak: { seconds: 0, since: null, until: null, leftSeconds: 0 },
  next: { share: 50 as Share, reasons: [], warnings: [] },
};

const failing = [{ verdict: 'fail', message: 'p95: 310 ms must be at most 100 ms' }] as unknown;

test.each<[string, GatesView | undefined, string, string]>([
  ['nothing is known', undefined, 'none', 'Nothing is recommended'],
  ['nothing speaks against the next step', view, 'advance', 'Raise the share to 50 %.'],
  [
    'something does',
    { ...view, next: { ...view.next, reasons: ['soak: too early'] } },
    'wait',
    'Wait with 50 %.',
  ],
  ['the plan ends', { ...view, next: { ...view.next, share: null } }, 'finish', 'The plan is at'],
  [
    'a gate fails',
    { ...view, verdict: 'fail', gates: failing as Evidence['gates'] },
    'stop',
    'Do not raise the share: a gate fails.',
  ],
  [
    'a hold is in force, whatever else is',
    { ...view, hold: { ...NO_HOLD, share: 5 as Share, by: 'guard' } },
    'stop',
    'A hold at 5 % by guard is in force.',
  ],
])('when %s', (_, given, action, text) => {
  const recommendation = recommend(given);
  expect(recommendation.action).toBe(action);
  expect(recommendation.text).toContain(text);
});

test('old evidence that fails does not count: the next step is refused for its age', () => {
  const old = { ...view, verdict: 'fail', current: false } as const;
  const next = { ...view.next, reasons: ['the evidence is 61 s old'] };
  expect(recommend({ ...old, next })).toEqual({
    action: 'wait',
    text: 'Wait with 50 %.',
    command: 'cutover gates --stack staging --watch',
    reasons: ['the evidence is 61 s old'],
  });
});
