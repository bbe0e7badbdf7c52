import { type Json, isArray, isObject } from './json';
import { type KubeObject, gvkOf } from './kube-object';
import { type PropertyPath, contains, parsePath } from './property-path';

/** The provider options that decide whether a change of data is a new object. */
export interface Mutability {
  readonly enableConfigMapMutable: boolean;
  readonly enableSecretMutable: boolean;
}

const SELECTOR = ['spec.selector'];
const JOB = ['spec.completions', 'spec.parallelism', 'spec.selector', 'spec.template'];
const STATEFUL_SET = [
  'spec.podManagementPolicy',
  'spec.revisionHistoryLimit',
  'spec.selector',
  'spec.serviceName',
  'spec.volumeClaimTemplates',
];
const ROLE_BINDING = ['roleRef'];

/** Fields of a container that a Pod cannot change, as far as the official provider goes. */
const CONTAINER = [
  'args',
  'command',
  'env',
  'image',
  'imagePullPolicy',
  'lifecycle',
  'livenessProbe',
  'ports',
  'readinessProbe',
  'resources',
  'securityContext',
  'stdin',
  'stdinOnce',
  'terminationMessagePath',
  'terminationMessagePolicy',
  'tty',
  'volumeDevices',
  'volumeMounts',
  'workingDir',
];

const POD = [
  ...'affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases'.split(
    ' ',
  ),
  ...'hostIPC hostNetwork hostPID hostname imagePullSecrets nodeName nodeSelector overhead'.split(
    ' ',
  ),
  ...'preemptionPolicy priority priorityClassName readinessGates restartPolicy'.split(' '),
  ...'runtimeClassName schedulerName securityContext serviceAccount serviceAccountName'.split(' '),
  ...'shareProcessNamespace subdomain terminationGracePeriodSeconds volumes'.split(' '),
]
  .map((field) => `spec.${field}`)
  .concat(
    CONTAINER.flatMap((field) => [
      `spec.containers[*].${field}`,
      `spec.initContainers[*].${field}`,
    ]),
  );

const VOLUME_SOURCES =
  'awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk ' +
  'glusterfs hostPath iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos ' +
  'vsphereVolume';

/**
 * Fields whose change needs a new object, by `group/Kind` (the official provider's
 * provider/pkg/provider/diff.go, version 4.34; versions that no server offers any more left out).
 */
const FORCE_NEW: Readonly<Record<string, readonly string[]>> = {
  'apps/DaemonSet': SELECTOR,
  'apps/Deployment': SELECTOR,
  'apps/StatefulSet': STATEFUL_SET,
  'batch/Job': JOB,
  'rbac.authorization.k8s.io/ClusterRoleBinding': ROLE_BINDING,
  'rbac.authorization.k8s.io/RoleBinding': ROLE_BINDING,
  'storage.k8s.io/StorageClass': ['parameters', 'provisioner'],
  '/PersistentVolume': VOLUME_SOURCES.split(' ').map((source) => `spec.${source}`),
  '/PersistentVolumeClaim': [
    'spec.accessModes',
    'spec.selector',
    'spec.storageClassName',
    'spec.volumeName',
  ],
  '/Pod': POD,
  '/ResourceQuota': ['spec.scopes'],
  '/Secret': ['type'],
  '/Service': ['spec.clusterIP'],
};

/** An object's identity: another name or namespace is always another object. */
export const IDENTITY: readonly PropertyPath[] = [
  ['metadata', 'name'],
  ['metadata', 'namespace'],
];

/**
 * @param object - the new inputs.
 * @returns the paths whose change needs a new object.
 */
export function forceNewPaths(object: KubeObject, options: Mutability): PropertyPath[] {
  const { group, kind } = gvkOf(object);
  const immutable = object['immutable'] === true;
  const fields = [...(FORCE_NEW[`${group}/${kind}`] ?? [])];
  if (group === '' && kind === 'ConfigMap' && (!options.enableConfigMapMutable || immutable)) {
    fields.push('data', 'binaryData');
  }
  if (group === '' && kind === 'Secret' && (!options.enableSecretMutable || immutable)) {
    fields.push('data', 'stringData');
  }
  return [...IDENTITY, ...fields.map(parsePath)];
}

/**
 * @param path - where the change is.
 * @param value - what stands there from now on; undefined for a removal.
 * @returns whether the change touches one of the `forceNew` paths: lies below it, or brings it in.
 */
export function needsNewObject(
  path: PropertyPath,
  value: Json | undefined,
  forceNew: readonly PropertyPath[],
): boolean {
  return forceNew.some((pattern) => {
    const shared = pattern.slice(0, path.length);
    if (!contains(shared, path.slice(0, shared.length))) return false;
    return reaches(value, pattern.slice(shared.length));
  });
}

/** Whether anything stands at `path`; the value itself for an empty path, which a removal is, too. */
function reaches(value: Json | undefined, path: PropertyPath): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return true;
  if (step === '*') return isArray(value) && value.some((item) => reaches(item, rest));
  const child = isObject(value) ? value[step] : undefined;
  return child !== undefined && reaches(child, rest);
}
