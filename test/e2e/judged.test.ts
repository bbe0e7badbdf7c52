import { Inside } from '../../local/cluster/inside';
import { instanceOf } from '../../local/cluster/instance';
import type { LoadProcess } from '../../local/load/load-process';
import { hurrying } from '../../local/monitoring/hurry';
import {
  ensureMonitoring,
  removeMonitoring,
  type MonitoringUrls,
} from '../../local/monitoring/monitoring';
import type { Delivery } from '../../local/monitoring/receiver/deliveries';
import { localPaths } from '../../local/settings';
import { until } from '../../local/stack/until';
import { parseEvidence, type Evidence } from '../../model/gates/evidence';
import type { Verdict } from '../../model/gates/verdict';
import { guardName, verdictConfigMapName } from '../../model/names';
import { judged, receiversSecret, testAlerts } from '../support/e2e/judged-service';
import { refusal, Scene } from '../support/e2e/scene';

const paths = localPaths();
const SETUP_LIMIT_MS = 600_000;
/** A fault fills a window of 30 s before a gate fails, and leaves it before it passes again. */
const VERDICT_LIMIT_MS = 150_000;
const TEST_LIMIT_MS = 400_000;
/** In a window of 30 s V2 gets 1,500 of these at share 50; to judge an error rate of 0.1 % takes 1,049. */
const REQUESTS_PER_SECOND = 100;
const LONGEST_LOAD_SECONDS = 1_800;
/** Four judgements, and a minute at least. */
const STALE_MS = 60_000;

jest.setTimeout(TEST_LIMIT_MS);

/** What must keep a share from rising, on the whole way from a request to a verdict and to a refusal. */
describe('a rise of the share under load', () => {
  let scene: Scene;
  let inside: Inside;
  let hurry: () => Promise<void>;
  let urls: MonitoringUrls;
  let load: LoadProcess | undefined;

  beforeAll(async () => {
    inside = new Inside(instanceOf(paths));
    hurry = hurrying(inside);
    urls = await ensureMonitoring({ paths, receiver: true });
    scene = await Scene.open('e2e-judged');
    scene.stack.override(judged);
    await scene.stack.up();
    await scene.core.createNamespacedSecret({ namespace: scene.namespace, body: receiversSecret });
    await judgedAs('pass');
    await scene.stack.setShare(50);
    await scene.stack.up();
    load = await scene.load({
      // Also while each request to V2 takes 600 ms.
      connections: 128,
      rate: REQUESTS_PER_SECOND,
      seconds: LONGEST_LOAD_SECONDS,
    });
    await judgedAs('pass');
    await alert();
  }, SETUP_LIMIT_MS);

  afterAll(async () => {
    inside.close();
    load?.close();
    await scene.close();
    await removeMonitoring({ paths });
  }, SETUP_LIMIT_MS);

  /** The slowest of them is told after a minute: seen at the end. */
  async function alert(): Promise<void> {
    const posted = await fetch(`${urls.alertmanager ?? ''}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(testAlerts(scene.namespace)),
    });
    if (!posted.ok) throw new Error(`Alertmanager refused the alerts: ${await posted.text()}`);
  }

  async function evidence(): Promise<Evidence | undefined> {
    const { data } = await scene.core.readNamespacedConfigMap({
      namespace: scene.namespace,
      name: verdictConfigMapName(scene.service),
    });
    return parseEvidence(data, verdictConfigMapName(scene.service));
  }

  const judgedSo = (what: string, holds: (found: Evidence) => boolean) =>
    until(
      what,
      async () => {
        await hurry();
        const found = await evidence();
        return found !== undefined && holds(found);
      },
      VERDICT_LIMIT_MS,
    );

  const judgedAs = (verdict: Verdict) =>
    judgedSo(`the verdict is ${verdict}`, (found) => found.verdict === verdict);

  const gateIs = (gate: string, wanted: Verdict) =>
    judgedSo(`the verdict of ${gate} is ${wanted}`, ({ gates }) =>
      gates.some(({ name, verdict }) => name === gate && verdict === wanted),
    );

  /** @returns why a preview of the rise to 75 % refuses it. */
  async function refused(): Promise<string> {
    await scene.stack.setShare(75);
    try {
      const said = await refusal(scene.stack.preview());
      return /the share may not rise from 50 % to 75 %: .*/.exec(said)?.[0] ?? said;
    } finally {
      await scene.stack.setShare(50);
    }
  }

  it.each([
    [
      'slow',
      { addedLatencyMs: 600 },
      'p95',
      /critical gates fail: .*p95: [\d,.]+ ms \([\d,]+ samples in 30s\) must be at most 250 ms/,
    ],
    [
      'failing',
      { errorRate: 0.5 },
      'error-rate',
      /critical gates fail: .*error-rate: [\d.]+ % \([\d,]+ samples in 30s\) must be at most 0\.1 %/,
    ],
    [
      'less precise',
      { precision: 0.9 },
      'precision',
      /critical gates fail: .*precision: 90 % \([\d,]+ samples in 30s\) must be at least 95 %/,
    ],
  ])('is refused while V2 is %s, with gate, value and bound', async (_, fault, gate, told) => {
    await scene.faults.set('v2', fault);
    await gateIs(gate, 'fail');
    expect(await refused()).toMatch(told);
  });

  it('is refused while nobody observes the gateway', async () => {
    await scene.faults.clear('v2');
    await scene.kubectl('delete', 'servicemonitors', '--all');
    try {
      await gateIs('error-rate', 'no-data');
      expect(await refused()).toMatch(/critical gates no-data: .*error-rate: samples: no series/);
    } finally {
      await scene.stack.withConfig(['refresh', '--yes', '--skip-preview', '--non-interactive']);
      await scene.stack.up();
    }
  });

  it('is refused while the guard does not judge', async () => {
    const guard = `deployment/${guardName(scene.service)}`;
    await scene.kubectl('scale', guard, '--replicas=0');
    try {
      const isStale = async () => Date.now() - Date.parse((await evidence())?.at ?? '') > STALE_MS;
      await until('the evidence is too old', isStale, VERDICT_LIMIT_MS);
      expect(await refused()).toMatch(
        /the evidence is \d+ s old, and counts for 60 s; see that the guard runs/,
      );
    } finally {
      await scene.kubectl('scale', guard, '--replicas=2');
    }
  });

  it('is let through once V2 is healthy, and a fall always is', async () => {
    await until('it judges again', async () => {
      const { at } = (await evidence()) ?? { at: '' };
      return Date.now() - Date.parse(at) < STALE_MS;
    });
    await judgedAs('pass');
    await scene.stack.setShare(75);
    await scene.stack.up();
    expect(await scene.traffic()).toMatchObject({ observed: '75' });
    await scene.faults.set('v2', { errorRate: 0.5 });
    await gateIs('error-rate', 'fail');
    await scene.stack.setShare(50);
    await scene.stack.up();
    expect(await scene.traffic()).toMatchObject({ observed: '50' });
  });

  it('had each severity told where the service file says', async () => {
    const reply = await fetch(`${urls.receiver ?? ''}/deliveries`);
    const told = ((await reply.json()) as Delivery[]).flatMap(({ kind, body }) => {
      const [, severity] = /Drill(critical|warning|info)/.exec(JSON.stringify(body)) ?? [];
      return severity === undefined ? [] : [`${severity} by ${kind}`];
    });
    expect([...new Set(told)].sort()).toEqual([
      'critical by pagerduty',
      'critical by slack',
      'info by email',
      'warning by slack',
    ]);
  });
});
