import { addresses, clusterDomain } from './addresses';
import type { SystemObject } from './apply';

const namespace = 'kube-system';
const name = 'coredns';
/** As in every cluster: NetworkPolicies and monitoring find the name servers by it. */
const labels = { 'k8s-app': 'kube-dns' };
const metadata = { name, namespace, labels };
const rbac = 'rbac.authorization.k8s.io';
const readyPort = 8181;

/** The cluster's names and, at once, the answer that nothing outside exists. */
export function coreDnsConfig(): string {
  const zones = [clusterDomain, 'in-addr.arpa', 'ip6.arpa'];
  return `${zones.join(' ')} {
    errors
    ready :${readyPort}
    kubernetes ${zones.join(' ')} {
        pods insecure
        ttl 5
    }
    cache 5
}

. {
    errors
    template ANY ANY {
        rcode NXDOMAIN
    }
}
`;
}

/** CoreDNS as pods, as clusters have it: a policy that allows DNS by namespace is then put to the test. */
export const dnsObjects: readonly SystemObject[] = [
  {
    path: `/api/v1/namespaces/${namespace}/serviceaccounts`,
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata,
  },
  {
    path: `/apis/${rbac}/v1/clusterroles`,
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name: 'system:coredns' },
    rules: [
      { apiGroups: [''], resources: ['services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
    ],
  },
  {
    path: `/apis/${rbac}/v1/clusterrolebindings`,
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'system:coredns' },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'system:coredns' },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  },
  {
    path: `/api/v1/namespaces/${namespace}/configmaps`,
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: { Corefile: coreDnsConfig() },
  },
  {
    path: `/apis/apps/v1/namespaces/${namespace}/deployments`,
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec() },
    },
  },
  {
    path: `/api/v1/namespaces/${namespace}/services`,
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kube-dns',
      namespace,
      labels: { ...labels, 'kubernetes.io/cluster-service': 'true' },
    },
    spec: {
      clusterIP: addresses.clusterDns,
      selector: labels,
      ports: [
        { name: 'dns', protocol: 'UDP', port: 53 },
        { name: 'dns-tcp', protocol: 'TCP', port: 53 },
      ],
    },
  },
];

function podSpec() {
  return {
    serviceAccountName: name,
    priorityClassName: 'system-cluster-critical',
    // It needs no names itself.
    dnsPolicy: 'Default',
    containers: [
      {
        name,
        image: 'cutover.local/coredns:local',
        imagePullPolicy: 'Never',
        args: ['-conf', '/etc/coredns/Corefile'],
        ports: [
          { name: 'dns', containerPort: 53, protocol: 'UDP' },
          { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
        ],
        // No CPU: on two cores a demo's pods may ask for all there is.
        resources: { requests: { memory: '30Mi' } },
        readinessProbe: { httpGet: { path: '/ready', port: readyPort }, periodSeconds: 1 },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          readOnlyRootFilesystem: true,
        },
        volumeMounts: [{ name: 'config', mountPath: '/etc/coredns', readOnly: true }],
      },
    ],
    volumes: [{ name: 'config', configMap: { name } }],
  };
}
