import { createColors } from 'picocolors';
import type { Share } from '../model/share';
import { renderStatus } from './render-status';
import type { StatusView } from './status-view';

const status: StatusView = {
  service: 'shop',
  namespace: 'shop-staging',
  context: 'kind-kind',
  phase: 'ab-tests',
  desired: 25 as Share,
  effective: 0 as Share,
  observed: null,
  settled: false,
  hold: {
    share: 0 as Share,
    reason: 'errors',
    by: 'guard',
    since: '2026-11-20T10:00:00Z',
    trigger: 'rollback',
    evidence: 'error rate 0.05',
    release: 'cutover release --stack staging --reason "…"',
  },
  problems: ['ConfigMap shop-traffic: odd'],
  gatewayPods: [
    {
      name: 'gateway-a',
      ready: true,
      phase: 'Running',
      share: '0',
      configHash: '0123456789abcdef',
      condition: null,
    },
    {
      name: 'gateway-b',
      ready: false,
      phase: 'Pending',
      share: null,
      configHash: null,
      condition: 'no share yet',
    },
  ],
  versions: [{ version: 'v2', name: 'shop-v2', ready: 1, wanted: 2 }],
  changes: [{ at: '2026-11-20T10:00:00Z', what: 'hold at 0 %: errors', by: 'guard' }],
};

test('shows everything in short tables', () => {
  expect(renderStatus(status, createColors(false))).toBe(
    `shop (namespace shop-staging, context kind-kind)

desired  effective  observed  phase
25 %     0 %        ?         ab-tests

hold  0 % by guard since 2026-11-20T10:00:00Z (rollback)
      errors
      seen: error rate 0.05
      release it with: cutover release --stack staging --reason "…"

ConfigMap shop-traffic: odd

gateway pod  state    share  hash      condition
gateway-a    ready    0 %    01234567  -
gateway-b    Pending  ?      -         no share yet

version  workload  ready
v2       shop-v2   1/2

last changes                               by
2026-11-20T10:00:00Z  hold at 0 %: errors  guard`,
  );
});

test('says so when there is nothing to show', () => {
  const empty: StatusView = {
    ...status,
    context: null,
    phase: null,
    hold: null,
    problems: [],
    gatewayPods: [],
    versions: [],
    changes: [],
  };
  expect(renderStatus(empty, createColors(false))).toBe(
    `shop (namespace shop-staging)

desired  effective  observed  phase
25 %     0 %        ?         -

hold  none

no gateway pods`,
  );
});

test('colours a share that is not settled', () => {
  const text = renderStatus({ ...status, observed: 25 as Share }, createColors(true));
  expect(text).toContain('\u001b[33m25 %\u001b[39m');
  const settled = { ...status, observed: 0 as Share, settled: true };
  expect(renderStatus(settled, createColors(true))).toContain('\u001b[32m0 %\u001b[39m');
});
