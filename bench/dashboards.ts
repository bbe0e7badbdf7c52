import { CoreV1Api } from '@kubernetes/client-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inside } from '../local/cluster/inside';
import { instanceOf } from '../local/cluster/instance';
import { cutoverCommand } from '../local/demo/demo';
import { hurrying } from '../local/monitoring/hurry';
import { ensureMonitoring } from '../local/monitoring/monitoring';
import { localPaths, projectRoot } from '../local/settings';
import { until } from '../local/stack/until';
import { prometheusAt } from '../prometheus/client';
import type { Prometheus } from '../prometheus/reading';
import { askDashboard, type AskedQuery } from './ask-dashboard';
import type { Bench } from './bench';
import { withStand, type Stand } from './stand';

const NAMESPACE = 'bench-dashboards';
/** That of `npm run demo` is five times as much: enough for every figure to move, on a machine that does more. */
const RATE = 100;
/** A rate over a minute, and the windows of gates, are full by then. */
const SETTLE_MS = 75_000;
/** Operator, kubelet and reloader tell Prometheus one after the other what it is to scrape. */
const SCRAPED_MS = 180_000;

/** Their source comes with the program that migrates data. */
const WITHOUT_SOURCE = 'data-migration';

/**
 * Asks every query of every dashboard as it was deployed, after a rise, a rollback and its release under load. What
 * draws events over the panels is asked as well, and must not fail; an event that did not happen has no data.
 */
export const dashboards: Bench = {
  name: 'dashboards',
  figures: ['dashboard-queries-with-data', 'dashboard-queries-without-source'],
  async run({ environment, say }) {
    const { prometheus: url = '' } = await ensureMonitoring({ paths: localPaths() });
    const prometheus = prometheusAt({ url, timeoutMs: 20_000 });
    const monitoring = { prometheus: url, gates: 'advise', window: '1m' };
    const options = { namespace: NAMESPACE, overrides: { monitoring } };
    const asked = await withStand(environment, options, async (stand) => {
      const from = new Date();
      const load = await stand.load({ connections: 16, rate: RATE, seconds: 900 });
      try {
        await isScraped(prometheus);
        await migrate(stand, environment);
        return await askAll(prometheus, stand, from);
      } finally {
        load.close();
      }
    });
    return figuresOf(asked, say);
  },
};

type Asked = AskedQuery & { readonly slug: string };

async function isScraped(prometheus: Prometheus): Promise<void> {
  const inside = new Inside(instanceOf(localPaths(), 'cutover'));
  const hurry = hurrying(inside);
  const metrics = ['cutover_requests_total', 'supersmartmatch_precision'];
  try {
    await until(
      'gateway and versions are scraped',
      async () => {
        await hurry();
        const counts = metrics.map((metric) =>
          prometheus.instant(`count(${metric}{namespace="${NAMESPACE}"})`),
        );
        return (await Promise.all(counts)).every(({ kind }) => kind === 'value') || undefined;
      },
      SCRAPED_MS,
    );
  } finally {
    inside.close();
  }
}

/** A rise in two steps, a rollback and its release: every event that a dashboard draws but a refused configuration. */
async function migrate(stand: Stand, environment: NodeJS.ProcessEnv): Promise<void> {
  const cutover = cutoverCommand(projectRoot, environment, stand.target);
  await stand.writeShare(5);
  await sleep(SETTLE_MS);
  await stand.writeShare(25);
  await sleep(SETTLE_MS);
  for (const verb of ['rollback', 'release']) {
    const ended = await cutover([verb, '--reason', 'bench']);
    if (ended.code !== 0) throw new Error(`${verb} failed: ${ended.stderr}${ended.stdout}`);
    await sleep(SETTLE_MS);
  }
}

async function askAll(prometheus: Prometheus, stand: Stand, from: Date): Promise<Asked[]> {
  const { items } = await stand.kubeConfig.makeApiClient(CoreV1Api).listNamespacedConfigMap({
    namespace: stand.namespace,
    labelSelector: 'grafana_dashboard=1',
  });
  const view = { service: stand.service, namespace: stand.namespace, from, to: new Date() };
  const asked: Asked[] = [];
  for (const { metadata, data } of items) {
    const slug = (metadata?.name ?? '').replace(`${stand.service}-dashboard-`, '');
    for (const text of Object.values(data ?? {})) {
      const answers = await askDashboard(prometheus, text, view);
      asked.push(...answers.map((answer) => ({ slug, ...answer })));
    }
  }
  return asked;
}

function figuresOf(asked: readonly Asked[], say: (text: string) => void) {
  for (const { slug, kind, title, refId, answer, message } of asked) {
    if (slug === WITHOUT_SOURCE || answer === 'data') continue;
    say(`${slug}: ${kind} '${title}' ${refId}: ${answer} ${message}`.trimEnd());
  }
  const broken = asked.filter(({ answer }) => answer === 'error');
  if (broken.length > 0) throw new Error(`Prometheus refused ${broken.length} queries`);
  const panels = asked.filter(({ kind }) => kind === 'panel');
  const judged = panels.filter(({ slug }) => slug !== WITHOUT_SOURCE);
  const slugs = [...new Set(judged.map(({ slug }) => slug))];
  const share = (queries: readonly Asked[]): number =>
    (queries.filter(({ answer }) => answer === 'data').length / queries.length) * 100;
  return [
    {
      name: 'dashboard-queries-with-data',
      value: share(judged),
      unit: '%',
      comparison: 'exactly',
      bound: 100,
      runs: slugs.map((slug) => share(judged.filter((query) => query.slug === slug))),
    },
    {
      name: 'dashboard-queries-without-source',
      value: panels.length - judged.length,
      unit: 'queries',
      comparison: 'stated',
      bound: null,
      runs: [],
    },
  ] as const;
}
