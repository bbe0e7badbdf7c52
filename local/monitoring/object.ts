import type { SystemObject } from '../cluster/apply';
import { monitoringNamespace } from './names';

/** The API group and version of each kind used here, and what the API calls its collection. */
const kinds = {
  Alertmanager: ['monitoring.coreos.com/v1', 'alertmanagers'],
  ClusterRole: ['rbac.authorization.k8s.io/v1', 'clusterroles'],
  ClusterRoleBinding: ['rbac.authorization.k8s.io/v1', 'clusterrolebindings'],
  ConfigMap: ['v1', 'configmaps'],
  Deployment: ['apps/v1', 'deployments'],
  Namespace: ['v1', 'namespaces'],
  NetworkPolicy: ['networking.k8s.io/v1', 'networkpolicies'],
  Prometheus: ['monitoring.coreos.com/v1', 'prometheuses'],
  Role: ['rbac.authorization.k8s.io/v1', 'roles'],
  RoleBinding: ['rbac.authorization.k8s.io/v1', 'rolebindings'],
  Secret: ['v1', 'secrets'],
  Service: ['v1', 'services'],
  ServiceAccount: ['v1', 'serviceaccounts'],
} as const;

type Kind = keyof typeof kinds;

/** @returns an object of the namespace `monitoring`. */
export function ownObject(kind: Kind, name: string, fields: object = {}): SystemObject {
  return made(kind, name, fields, `/namespaces/${monitoringNamespace}`);
}

/** @returns an object of the whole cluster. */
export function clusterObject(kind: Kind, name: string, fields: object = {}): SystemObject {
  return made(kind, name, fields, '');
}

function made(kind: Kind, name: string, fields: object, place: string): SystemObject {
  const [apiVersion, plural] = kinds[kind];
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return {
    path: `${group}${place}/${plural}`,
    apiVersion,
    kind,
    metadata: { name },
    ...fields,
  };
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** @returns a service account and its rights: everywhere, and in the namespace `monitoring` alone. */
export function account(
  name: string,
  rights: { readonly everywhere: readonly Rule[]; readonly here?: readonly Rule[] },
): SystemObject[] {
  const apiGroup = 'rbac.authorization.k8s.io';
  const subjects = [{ kind: 'ServiceAccount', name, namespace: monitoringNamespace }];
  const shared = sharedName(name);
  const bound = (kind: string, role: string) => ({
    roleRef: { apiGroup, kind, name: role },
    subjects,
  });
  return [
    ownObject('ServiceAccount', name),
    clusterObject('ClusterRole', shared, { rules: rights.everywhere }),
    clusterObject('ClusterRoleBinding', shared, bound('ClusterRole', shared)),
    ...(rights.here === undefined
      ? []
      : [
          ownObject('Role', name, { rules: rights.here }),
          ownObject('RoleBinding', name, bound('Role', name)),
        ]),
  ];
}

/** What belongs to no namespace is named after this one. */
const sharedName = (name: string): string => `${monitoringNamespace}-${name}`;
