import { ServiceAccount } from '@pulumi/kubernetes/core/v1/serviceAccount';
import { Role } from '@pulumi/kubernetes/rbac/v1/role';
import { RoleBinding } from '@pulumi/kubernetes/rbac/v1/roleBinding';
import type { core, meta, rbac } from '@pulumi/kubernetes/types/input';
import type * as pulumi from '@pulumi/pulumi';

interface ApiAccessArgs {
  /** Of the ServiceAccount, its Role and what binds the two. */
  readonly metadata: meta.v1.ObjectMeta;
  readonly rules: readonly rbac.v1.PolicyRule[];
}

/**
 * Makes a ServiceAccount with rights in its namespace. No pod gets its token by itself.
 *
 * @returns its name.
 */
export function createApiAccess(
  name: string,
  { metadata, rules }: ApiAccessArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const account = new ServiceAccount(
    `${name}-account`,
    { metadata, automountServiceAccountToken: false },
    opts,
  );
  const role = new Role(`${name}-role`, { metadata, rules: [...rules] }, opts);
  new RoleBinding(
    `${name}-binding`,
    {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.metadata.name },
      subjects: [
        {
          kind: 'ServiceAccount',
          name: account.metadata.name,
          namespace: account.metadata.namespace,
        },
      ],
    },
    opts,
  );
  return account.metadata.name;
}

/** What Kubernetes would mount into every container, as a volume for the one that needs it. */
export const API_TOKEN_SOURCES: core.v1.VolumeProjection[] = [
  { serviceAccountToken: { path: 'token', expirationSeconds: 3_607 } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  {
    downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] },
  },
];

/** Where clients of the API server look for that volume. */
export const API_TOKEN_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';
