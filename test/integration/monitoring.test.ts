import { down, up } from '../../local/cluster/cluster';
import { Inside } from '../../local/cluster/inside';
import { instanceOf } from '../../local/cluster/instance';
import { importImages } from '../../local/images/import';
import { images } from '../../local/images/list';
import { hurrying } from '../../local/monitoring/hurry';
import {
  ensureMonitoring,
  monitoringStatus,
  removeMonitoring,
  type MonitoringUrls,
} from '../../local/monitoring/monitoring';
import type { Delivery } from '../../local/monitoring/receiver/deliveries';
import { localPaths } from '../../local/settings';
import { until } from '../../local/stack/until';
import { InsideCluster } from '../support/agent/inside';
import { severities, shop, watchedService } from './monitoring-workload';

const NAME = 'monitored';
const SETUP_LIMIT_MS = 300_000;
/** The operator, the kubelet and the reloader pass a change on one after the other. */
const EFFECT_LIMIT_MS = 100_000;
const paths = localPaths();
const options = { paths, name: NAME, receiver: true };

interface Result {
  readonly data: { readonly result: readonly { metric: object; value: [number, string] }[] };
}

interface Objects {
  readonly items: readonly { readonly metadata: { readonly generation: number } }[];
}

/** The monitoring of the embedded cluster, in one of the test's own. */
describe('the monitoring of the embedded cluster', () => {
  let cluster: InsideCluster;
  let inside: Inside | undefined;
  let hurry: () => Promise<void>;
  let urls: MonitoringUrls;

  beforeAll(async () => {
    const own = images.filter(({ name }) => /\/(pause|coredns|cutover)$/.test(name));
    const handle = await up({
      paths,
      name: NAME,
      importImages: async (socket) => {
        await importImages(paths, socket, own);
      },
    });
    cluster = new InsideCluster(paths, handle);
    inside = new Inside(instanceOf(paths, NAME));
    hurry = hurrying(inside);
    urls = await ensureMonitoring(options);
    await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(watchedService));
  }, SETUP_LIMIT_MS);

  afterAll(async () => {
    inside?.close();
    await down({ paths, name: NAME });
  }, SETUP_LIMIT_MS);

  const ask = async (server: keyof MonitoringUrls, path: string): Promise<unknown> =>
    JSON.parse(await cluster.fetch(`${urls[server] ?? ''}${path}`));

  const inTime = <T>(what: string, probe: () => Promise<T | undefined>) =>
    until(
      what,
      async () => {
        await hurry();
        return probe();
      },
      EFFECT_LIMIT_MS,
    );

  it('says of every server where it is and that it works', async () => {
    const status = await monitoringStatus(options);
    expect(Object.fromEntries(status)).toEqual(
      Object.fromEntries(
        Object.entries(urls).map(([server, url]) => [server, { url, works: true }]),
      ),
    );
    expect([...status.keys()]).toEqual(['prometheus', 'alertmanager', 'receiver']);
  });

  it('scrapes what a ServiceMonitor of any namespace selects', async () => {
    const found = await inTime('the metric is there', async () => {
      const { data } = (await ask('prometheus', '/api/v1/query?query=shop_orders_total')) as Result;
      return data.result[0];
    });
    expect(found.metric).toMatchObject({ namespace: shop, pod: shop, job: shop });
    expect(found.value[1]).toBe('42');
  });

  it('scrapes what the kubelet tells of each container', async () => {
    const query = `count(container_memory_working_set_bytes{namespace="${shop}",container!=""})`;
    const found = await inTime('the metric is there', async () => {
      const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
      const { data } = (await ask('prometheus', path)) as Result;
      return data.result[0];
    });
    expect(Number(found.value[1])).toBeGreaterThan(0);
  });

  it('delivers each severity where an AlertmanagerConfig of its namespace sends it', async () => {
    const delivered = await inTime('all alerts are delivered', async () => {
      const all = (await ask('receiver', '/deliveries')) as Delivery[];
      return all.length >= Object.keys(severities).length ? all : undefined;
    });
    const bodies = delivered.map(({ kind, body }) => [kind, JSON.stringify(body)] as const);
    const found = bodies.map(([kind, text]) => [/Orders(\w+)/.exec(text)?.[1] ?? '', kind]);
    expect(Object.fromEntries(found)).toEqual(severities);
    for (const [, text] of bodies) expect(text).toContain('42 orders in shop');
  });

  it('leaves what is there as it is when asked for again', async () => {
    const generations = async () => {
      const { items } = await cluster.get<Objects>([
        '-n',
        'monitoring',
        'deployments,statefulsets',
      ]);
      return items.map(({ metadata }) => metadata.generation);
    };
    const before = await generations();
    expect(await ensureMonitoring(options)).toEqual(urls);
    expect(await generations()).toEqual(before);
  });

  it('lets every namespace ask Prometheus, and none speak to Alertmanager or the receiver', async () => {
    const program = `Promise.all(process.argv.slice(1).map((url) =>
      fetch(url, { signal: AbortSignal.timeout(3000) }).then((reply) => reply.status, () => 'no answer')
    )).then((all) => console.log(JSON.stringify(all)))`;
    const targets = [
      'http://prometheus.monitoring:9090/-/ready',
      'http://alertmanager.monitoring:9093/-/ready',
      'http://receiver.monitoring:8080/deliveries',
    ];
    const words = ['exec', '-n', shop, shop, '--', 'node', '-e', program, ...targets];
    expect(JSON.parse(await cluster.kubectl(words))).toEqual([200, 'no answer', 'no answer']);
  });

  it('goes without a trace but its kinds and what others made of them', async () => {
    await removeMonitoring(options);
    expect([...(await monitoringStatus(options))]).toEqual([]);
    const left = await cluster.kubectl(['get', 'clusterroles,clusterrolebindings', '-o', 'name']);
    expect(left).not.toContain('/monitoring-');
    const monitors = await cluster.kubectl(['-n', shop, 'get', 'servicemonitors', '-o', 'name']);
    expect(monitors.trim()).toBe('servicemonitor.monitoring.coreos.com/shop');
  });
});
