import { parse } from 'yaml';
import { monitoredWorld } from '../support/monitoring/monitored-world';
import { manifests, type Manifest } from '../support/program/manifests';
import { runProgram } from '../support/program/run-program';
import type { World } from '../support/program/world';

async function made(world: World): Promise<Manifest[]> {
  const { resources, refusal } = await runProgram(world);
  expect(refusal).toBeUndefined();
  return manifests(resources);
}

const ours = ({ kind, metadata }: Manifest): boolean =>
  ['ServiceMonitor', 'PrometheusRule', 'AlertmanagerConfig'].includes(kind) ||
  /-(metrics|monitoring)$/.test(metadata.name);
const named = (objects: readonly Manifest[]) =>
  objects
    .filter(ours)
    .map(({ kind, metadata: { namespace, name } }) => `${kind} ${namespace}/${name}`);

function find(objects: readonly Manifest[], kind: string, name: string): Manifest {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

describe('the monitoring of a service', () => {
  let objects: readonly Manifest[];

  beforeAll(async () => {
    objects = await made(monitoredWorld('production', { labels: { release: 'prometheus' } }));
  });

  it('is not made where the file names no Prometheus', async () => {
    const world = monitoredWorld('staging', { prometheus: undefined });
    expect(named(await made(world))).toEqual([]);
  });

  it('is made of monitors, rules and routes for the operator', () => {
    const namespace = 'supersmartmatch';
    const places = ['gateway', 'guard', 'v1', 'v2', 'nexten'].map(
      (place) => `supersmartmatch-${place}`,
    );
    expect(named(objects).sort()).toEqual(
      [
        `AlertmanagerConfig ${namespace}/supersmartmatch-monitoring`,
        `PrometheusRule ${namespace}/supersmartmatch-monitoring`,
        ...places.map((place) => `Service ${namespace}/${place}-metrics`),
        ...places.map((place) => `ServiceMonitor ${namespace}/${place}`),
      ].sort(),
    );
  });

  it('reads the gateway every five seconds, under the labels that it tells itself', () => {
    expect(find(objects, 'ServiceMonitor', 'supersmartmatch-gateway')).toMatchObject({
      metadata: { labels: { release: 'prometheus' } },
      spec: {
        selector: { matchLabels: { 'cutover.dev/metrics': 'supersmartmatch-gateway' } },
        endpoints: [
          {
            port: 'metrics',
            path: '/metrics',
            interval: '5s',
            honorLabels: true,
            relabelings: [
              { targetLabel: 'job', replacement: 'supersmartmatch-gateway', action: 'replace' },
              { targetLabel: 'service', replacement: 'supersmartmatch', action: 'replace' },
            ],
          },
        ],
      },
    });
    expect(find(objects, 'Service', 'supersmartmatch-gateway-metrics')['spec']).toEqual({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: {
        'app.kubernetes.io/instance': 'supersmartmatch',
        'app.kubernetes.io/component': 'gateway',
      },
      ports: [{ name: 'metrics', port: 9180, targetPort: 9180 }],
    });
  });

  it('calls what a version tells by its service and version, whatever the version says', () => {
    expect(find(objects, 'ServiceMonitor', 'supersmartmatch-v2')).toMatchObject({
      spec: {
        sampleLimit: 10_000,
        endpoints: [
          {
            interval: '15s',
            honorLabels: false,
            relabelings: [
              { targetLabel: 'job', replacement: 'supersmartmatch-v2' },
              { targetLabel: 'service', replacement: 'supersmartmatch' },
              { targetLabel: 'version', replacement: 'v2' },
            ],
          },
        ],
      },
    });
  });

  it('names no route where the file names no receiver', async () => {
    const nobody = await made(monitoredWorld('production', { alerts: {} }));
    expect(named(nobody)).not.toContain(
      'AlertmanagerConfig supersmartmatch/supersmartmatch-monitoring',
    );
  });

  it('is one ConfigMap with the same content without the operator', async () => {
    const plain = await made(monitoredWorld('production', { operator: false }));
    expect(named(plain)).toEqual(['ConfigMap supersmartmatch/supersmartmatch-monitoring']);
    const { data } = find(plain, 'ConfigMap', 'supersmartmatch-monitoring') as unknown as {
      data: Record<string, string>;
    };
    expect(Object.keys(data).sort()).toEqual(['alertmanager.yml', 'rules.yml', 'scrape.yml']);
    expect(parse(data['rules.yml'] ?? '')).toEqual(
      find(objects, 'PrometheusRule', 'supersmartmatch-monitoring')['spec'],
    );
  });
});
