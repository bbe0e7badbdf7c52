import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesFolder } from '../toolchain/build';
import { certManagerKinds } from '../toolchain/parts';
import { applyObject, applyText } from './apply';
import type { Inside } from './inside';
import type { Instance } from './instance';
import { certManagerNamespace } from './parts';

/** The ClusterIssuer that every cluster has; its authority stays the same over restarts. */
export const localIssuer = 'cutover-local-ca';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** The paths of cert-manager's kinds, which can be used once each is `Established`. */
export const certificateKindPaths = certManagerKinds.map(
  (kind) => `${definitions}/${kind}.cert-manager.io`,
);

export const localIssuerPath = `/apis/cert-manager.io/v1/clusterissuers/${localIssuer}`;

/** Makes cert-manager's kinds known to the API server. */
export async function applyCertificateKinds(instance: Instance, inside: Inside): Promise<void> {
  const folder = filesFolder(instance, 'cert-manager');
  await Promise.all(
    certManagerKinds.map(async (kind) => {
      const text = await readFile(join(folder, `${kind}.yaml`), 'utf8');
      await applyText(inside, definitions, `${kind}.cert-manager.io`, text);
    }),
  );
}

/** Makes an issuer that signs with the instance's own authority for workloads. */
export async function applyLocalIssuer(instance: Instance, inside: Inside): Promise<void> {
  const read = (file: string) => readFile(join(instance.pki, file), 'base64');
  const namespace = certManagerNamespace;
  await applyObject(inside, {
    path: '/api/v1/namespaces',
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  await applyObject(inside, {
    path: `/api/v1/namespaces/${namespace}/secrets`,
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: localIssuer, namespace },
    type: 'kubernetes.io/tls',
    data: {
      'tls.crt': await read('workload-ca.crt'),
      'tls.key': await read('workload-ca.key'),
    },
  });
  await applyObject(inside, {
    path: '/apis/cert-manager.io/v1/clusterissuers',
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name: localIssuer },
    spec: { ca: { secretName: localIssuer } },
  });
}
