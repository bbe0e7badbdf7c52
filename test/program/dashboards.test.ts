import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardPath } from '../../dashboards/committed';
import { parseDashboard, type DashboardJson } from '../../dashboards/json';
import { named } from '../support/program/find';
import { runProgram } from '../support/program/run-program';
import type { Registered } from '../support/program/world';

const run = async (overrides: object, namespace?: string): Promise<readonly Registered[]> => {
  const { resources, refusal } = await runProgram({
    config: {
      'cutover:service': 'supersmartmatch',
      'cutover:v2TrafficPercentage': '0',
      'cutover:image': 'cutover:1',
      'cutover:gatewayImage': 'nginx:1',
      'cutover:overrides': JSON.stringify(overrides),
      ...(namespace === undefined ? {} : { 'cutover:namespace': namespace }),
    },
  });
  expect(refusal).toBeUndefined();
  return resources;
};

const monitoring = { prometheus: 'http://prometheus.monitoring:9090' };

const committed = parseDashboard(
  readFileSync(join(__dirname, '../..', dashboardPath('supersmartmatch', 'versions')), 'utf8'),
);

function deployed(resources: readonly Registered[]): { file: string; dashboard: DashboardJson } {
  const { data } = named(resources, 'dashboards-versions').inputs as {
    data: Record<string, string>;
  };
  const [[file, text] = ['', '']] = Object.entries(data);
  return { file, dashboard: parseDashboard(text) };
}

const bound = (dashboard: DashboardJson): unknown =>
  dashboard.panels.find(({ title }) => title === 'Failed attempts')?.fieldConfig?.defaults
    .thresholds?.steps[1]?.value;

describe('the dashboards of a service', () => {
  it('are ConfigMaps that the sidecar of Grafana finds', async () => {
    const resources = await run({ monitoring });
    expect(
      resources.map(({ name }) => name).filter((name) => name.startsWith('dashboards')),
    ).toEqual([
      'dashboards',
      'dashboards-overview',
      'dashboards-versions',
      'dashboards-business',
      'dashboards-objectives',
      'dashboards-data-migration',
    ]);
    expect(named(resources, 'dashboards-versions').inputs).toMatchObject({
      metadata: {
        name: 'supersmartmatch-dashboard-versions',
        namespace: 'supersmartmatch',
        labels: { grafana_dashboard: '1', 'app.kubernetes.io/component': 'monitoring' },
        annotations: { grafana_folder: 'Cutover' },
      },
    });
    const { file, dashboard } = deployed(resources);
    expect(file).toBe('supersmartmatch-supersmartmatch-versions.json');
    expect(dashboard).toEqual(committed);
  });

  it('are not made where no Prometheus is named', async () => {
    const names = (await run({})).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('dashboards'))).toEqual([]);
  });

  it('open on their namespace, and are told apart from those of another stack', async () => {
    const { file, dashboard } = deployed(await run({ monitoring }, 'staging'));
    expect(file).toBe('staging-supersmartmatch-versions.json');
    expect(dashboard.title).toBe('supersmartmatch: V1 beside V2 (staging)');
    expect(dashboard.uid).toMatch(/^cutover-versions-[0-9a-f]{8}$/);
    expect(dashboard.uid).not.toBe(committed.uid);
    const namespace = dashboard.templating.list.find(({ name }) => name === 'namespace');
    expect(namespace?.current).toEqual({ selected: true, text: 'staging', value: 'staging' });
    expect(dashboard.panels).toEqual(committed.panels);
  });

  it('show the bounds of the stack where its overrides change them', async () => {
    expect(bound(committed)).toBe(0.001);
    const { dashboard } = deployed(await run({ monitoring, objectives: { errorRate: 0.02 } }));
    expect(bound(dashboard)).toBe(0.02);
  });
});
