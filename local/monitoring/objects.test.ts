import type { SystemObject } from '../cluster/apply';
import { images, monitoringImages } from '../images/list';
import { monitoringNamespace } from './names';
import { monitoringObjects, namespaceObject, sharedObjects } from './objects';
import { receiverObjects } from './receiver-objects';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const writing = ['create', 'update', 'patch', 'delete', '*'];
let objects: readonly SystemObject[];

beforeAll(async () => {
  objects = [...(await monitoringObjects(false)), ...receiverObjects('program')];
});

const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);

test('nothing lies outside of the namespace but what is removed by name', () => {
  const here = (path: string) => path.includes(`/namespaces/${monitoringNamespace}/`);
  expect(objects.filter(({ path }) => !here(path))).toEqual(sharedObjects);
  expect(sharedObjects.map(({ kind, metadata: { name } }) => `${kind} ${name}`)).toEqual([
    'ClusterRole monitoring-prometheus-operator',
    'ClusterRoleBinding monitoring-prometheus-operator',
    'ClusterRole monitoring-prometheus',
    'ClusterRoleBinding monitoring-prometheus',
  ]);
});

test('outside of the namespace nobody may write anything but events', () => {
  const rules = ofKind('ClusterRole').flatMap((role) => role['rules'] as Rule[]);
  const written = rules.filter(({ verbs }) => verbs.some((verb) => writing.includes(verb)));
  expect(written).toEqual([{ apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] }]);
});

test('Prometheus may read no Secret', () => {
  const role = ofKind('ClusterRole').find(({ metadata }) => metadata.name.endsWith('-prometheus'));
  const read = (role?.['rules'] as Rule[]).flatMap(({ resources }) => resources);
  expect(read).toEqual(['pods', 'services', 'nodes', 'nodes/metrics', 'endpointslices']);
});

test('every pod is named by a policy, and all else is refused', () => {
  const selectors = ofKind('NetworkPolicy').map((policy) => {
    const { podSelector } = policy['spec'] as { podSelector: { matchLabels?: object } };
    return Object.values(podSelector.matchLabels ?? { all: 'all' }).join();
  });
  expect(selectors).toEqual([
    'all',
    'prometheus-operator',
    'prometheus',
    'alertmanager',
    'receiver',
  ]);
});

test('pods run images of the set-up only, under the restricted profile', () => {
  const text = JSON.stringify(objects);
  const used = [...text.matchAll(/"image":"([^"]+):local"/g)].map(([, name]) => name);
  expect(used).toHaveLength(4);
  expect([...images, ...monitoringImages].map(({ name }) => name)).toEqual(
    expect.arrayContaining(used),
  );
  expect(namespaceObject.metadata['labels']).toEqual({
    'pod-security.kubernetes.io/enforce': 'restricted',
  });
  expect(text.match(/"runAsNonRoot":true/g)).toHaveLength(4);
});

test('monitors, rules and routes of every namespace are taken', () => {
  const spec = (kind: string) => ofKind(kind)[0]?.['spec'];
  expect(spec('Prometheus')).toMatchObject({
    serviceMonitorSelector: {},
    serviceMonitorNamespaceSelector: {},
    ruleSelector: {},
    ruleNamespaceSelector: {},
  });
  expect(spec('Alertmanager')).toMatchObject({
    alertmanagerConfigSelector: {},
    alertmanagerConfigNamespaceSelector: {},
  });
});
