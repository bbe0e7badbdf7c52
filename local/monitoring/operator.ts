import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../../components/pod-security';
import type { SystemObject } from '../cluster/apply';
import { clusterDomain } from '../cluster/addresses';
import { monitoringNamespace } from './names';
import { account, ownObject } from './object';

const name = 'prometheus-operator';
const image = 'cutover.local/prometheus-operator:local';
const port = 8080;
const labels = { 'app.kubernetes.io/name': name };
const group = 'monitoring.coreos.com';
const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const read = ['get', 'list', 'watch'];

/**
 * prometheus-operator as a pod, as clusters have it. It reads monitors, rules and routes of every namespace, with the
 * Secrets and ConfigMaps that these name, and writes only into its own.
 */
export const operatorObjects: readonly SystemObject[] = [
  ...account(name, {
    everywhere: [
      {
        apiGroups: [group],
        resources: [
          ...['alertmanagerconfigs', 'podmonitors', 'probes', 'prometheusrules', 'servicemonitors'],
        ],
        verbs: read,
      },
      { apiGroups: [''], resources: ['configmaps', 'namespaces', 'secrets'], verbs: read },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
      { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['get'] },
    ],
    here: [
      {
        apiGroups: [group],
        resources: ['alertmanagers', 'prometheuses'].flatMap((kind) => [
          ...[kind, `${kind}/finalizers`, `${kind}/status`],
        ]),
        verbs: ['get', 'list', 'watch', 'update', 'patch'],
      },
      { apiGroups: ['apps'], resources: ['statefulsets'], verbs: all },
      { apiGroups: [''], resources: ['configmaps', 'secrets', 'services'], verbs: all },
      { apiGroups: [''], resources: ['services/finalizers'], verbs: ['update'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['list', 'delete'] },
    ],
  }),
  ownObject('Deployment', name, {
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec() },
    },
  }),
];

function podSpec() {
  return {
    serviceAccountName: name,
    securityContext: RESTRICTED_POD,
    containers: [
      {
        name,
        image,
        imagePullPolicy: 'Never',
        args: [
          `--prometheus-config-reloader=${image}`,
          `--prometheus-instance-namespaces=${monitoringNamespace}`,
          `--alertmanager-instance-namespaces=${monitoringNamespace}`,
          `--cluster-domain=${clusterDomain}`,
          // No CPU is asked for: on two cores a demo's pods may ask for all there is.
          '--config-reloader-cpu-request=0',
          '--config-reloader-cpu-limit=0',
          '--config-reloader-memory-request=20Mi',
          '--config-reloader-memory-limit=64Mi',
          '--disable-unmanaged-prometheus-configuration',
          '--log-level=warn',
          `--web.listen-address=:${port}`,
        ],
        ports: [{ name: 'http', containerPort: port }],
        resources: { requests: { memory: '50Mi' }, limits: { memory: '256Mi' } },
        readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1 },
        securityContext: RESTRICTED_CONTAINER,
      },
    ],
  };
}
