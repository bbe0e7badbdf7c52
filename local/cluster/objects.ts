import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addresses, ports } from './addresses';
import { applyObject, type SystemObject } from './apply';
import { dnsObjects } from './dns';
import type { Inside } from './inside';
import type { Instance } from './instance';

const rbac = 'rbac.authorization.k8s.io';
const rbacPath = `/apis/${rbac}/v1`;

/** Applies what the parts that run beside the cluster need: names and rights. */
export async function applySystemObjects(inside: Inside): Promise<void> {
  await Promise.all(systemObjects().map((object) => applyObject(inside, object)));
}

/** Registers metrics-server's API. Before it answers, this would break every client's discovery. */
export async function registerMetricsApi(instance: Instance, inside: Inside): Promise<void> {
  await applyObject(inside, metricsApi(await readFile(join(instance.pki, 'ca.crt'))));
}

function systemObjects(): readonly SystemObject[] {
  return [
    ...dnsObjects,
    ...service('metrics-server', [
      { name: 'https', protocol: 'TCP', port: 443, targetPort: ports.metricsServer },
    ]),
    ...rights('system:metrics-server', [
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] },
    ]),
    {
      ...clusterRole('system:aggregated-metrics-reader', [
        {
          apiGroups: ['metrics.k8s.io'],
          resources: ['pods', 'nodes'],
          verbs: ['get', 'list', 'watch'],
        },
      ]),
      metadata: {
        name: 'system:aggregated-metrics-reader',
        labels: {
          [`${rbac}/aggregate-to-view`]: 'true',
          [`${rbac}/aggregate-to-edit`]: 'true',
          [`${rbac}/aggregate-to-admin`]: 'true',
        },
      },
    },
    ...rights('system:cert-manager', [
      { apiGroups: ['cert-manager.io'], resources: ['*'], verbs: ['*'] },
      {
        apiGroups: [''],
        resources: ['secrets'],
        verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
      },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
    ]),
    ...rights('system:network-policy', [
      { apiGroups: [''], resources: ['pods', 'namespaces'], verbs: ['list', 'watch'] },
      {
        apiGroups: ['networking.k8s.io'],
        resources: ['networkpolicies'],
        verbs: ['list', 'watch'],
      },
    ]),
    binding(
      'metrics-server:system:auth-delegator',
      'system:auth-delegator',
      'system:metrics-server',
    ),
    {
      path: `${rbacPath}/namespaces/kube-system/rolebindings`,
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'metrics-server-auth-reader', namespace: 'kube-system' },
      roleRef: { apiGroup: rbac, kind: 'Role', name: 'extension-apiserver-authentication-reader' },
      subjects: [{ apiGroup: rbac, kind: 'User', name: 'system:metrics-server' }],
    },
  ];
}

/** @param ca - the certificate that signed metrics-server's, in PEM. */
function metricsApi(ca: Buffer): SystemObject {
  return {
    path: '/apis/apiregistration.k8s.io/v1/apiservices',
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1beta1.metrics.k8s.io' },
    spec: {
      service: { name: 'metrics-server', namespace: 'kube-system' },
      group: 'metrics.k8s.io',
      version: 'v1beta1',
      caBundle: ca.toString('base64'),
      groupPriorityMinimum: 100,
      versionPriority: 100,
    },
  };
}

interface ServicePort {
  readonly name: string;
  readonly protocol: 'TCP';
  readonly port: number;
  readonly targetPort: number;
}

/** A service in front of a program that runs on the node itself. */
function service(name: string, servicePorts: readonly ServicePort[]): readonly SystemObject[] {
  const namespace = 'kube-system';
  const labels = { 'kubernetes.io/cluster-service': 'true', 'k8s-app': name };
  return [
    {
      path: `/api/v1/namespaces/${namespace}/services`,
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels },
      spec: { ports: servicePorts },
    },
    {
      path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${name}-node`,
        namespace,
        labels: {
          'kubernetes.io/service-name': name,
          'endpointslice.kubernetes.io/managed-by': 'cutover-cluster',
        },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: [addresses.node], conditions: { ready: true } }],
      ports: servicePorts.map(({ name: port, protocol, targetPort }) => ({
        name: port,
        protocol,
        port: targetPort,
      })),
    },
  ];
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** A cluster role, bound to the user of the same name. */
function rights(name: string, rules: readonly Rule[]): readonly SystemObject[] {
  return [clusterRole(name, rules), binding(name, name, name)];
}

function clusterRole(name: string, rules: readonly Rule[]): SystemObject {
  return {
    path: `${rbacPath}/clusterroles`,
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name },
    rules,
  };
}

function binding(name: string, role: string, user: string): SystemObject {
  return {
    path: `${rbacPath}/clusterrolebindings`,
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
    subjects: [{ apiGroup: rbac, kind: 'User', name: user }],
  };
}
