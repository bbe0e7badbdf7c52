import { at, entriesAt, listAt, shown, UNKNOWN } from './resource';
import type { Finding } from './rule';

/** Kinds of volumes that Pod Security "restricted" lets pass. */
const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** Kernel settings that "baseline" lets pass; they stay within the pod. */
const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];

const SELINUX_TYPES = [
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
];

type Test = (value: unknown) => boolean;

const isTrue: Test = (value) => value === true;
const isFalse: Test = (value) => value === false;
const isNotTrue: Test = (value) => value === undefined || value === false;
const isNotRoot: Test = (value) => value !== 0;
const isAbsent: Test = (value) => value === undefined;
const oneOf =
  (...values: readonly unknown[]): Test =>
  (value) =>
    values.includes(value);

/** @returns what Pod Security "restricted" finds at the pod itself. */
export function podProblems(spec: unknown): Finding[] {
  const context = 'securityContext';
  return [
    ...judge(spec, ['hostNetwork'], isNotTrue, 'not be true'),
    ...judge(spec, ['hostPID'], isNotTrue, 'not be true'),
    ...judge(spec, ['hostIPC'], isNotTrue, 'not be true'),
    ...judge(spec, [context, 'runAsUser'], isNotRoot, 'not be 0'),
    ...judge(spec, [context, 'windowsOptions', 'hostProcess'], isNotTrue, 'not be true'),
    ...seLinux(spec),
    ...listAt(spec, context, 'sysctls').flatMap((setting) =>
      judge(setting, ['name'], oneOf(...SYSCTLS), 'be a setting that stays within the pod'),
    ),
    ...listAt(spec, 'volumes').flatMap(volumeProblems),
  ];
}

/**
 * @returns what "restricted" finds at a container, and whether it can write to its root. What the container does not
 * say itself its pod says for it, where Kubernetes has it so.
 */
export function containerProblems(container: unknown, pod: unknown): Finding[] {
  const context = 'securityContext';
  const inherited = (...path: readonly string[]): unknown =>
    at(container, context, ...path) === undefined ? pod : container;
  return [
    ...judge(container, [context, 'privileged'], isNotTrue, 'not be true'),
    ...judge(container, [context, 'allowPrivilegeEscalation'], isFalse, 'be false'),
    ...judge(container, [context, 'readOnlyRootFilesystem'], isTrue, 'be true'),
    ...judge(inherited('runAsNonRoot'), [context, 'runAsNonRoot'], isTrue, 'be true'),
    ...judge(container, [context, 'runAsUser'], isNotRoot, 'not be 0'),
    ...judge(
      inherited('seccompProfile', 'type'),
      [context, 'seccompProfile', 'type'],
      oneOf('RuntimeDefault', 'Localhost'),
      'be RuntimeDefault or Localhost',
    ),
    ...judge(container, [context, 'procMount'], oneOf(undefined, 'Default'), 'be Default'),
    ...judge(container, [context, 'windowsOptions', 'hostProcess'], isNotTrue, 'not be true'),
    ...seLinux(container),
    ...capabilities(container),
    ...listAt(container, 'ports').flatMap((port) =>
      judge(port, ['hostPort'], oneOf(undefined, 0), 'not be given'),
    ),
  ];
}

function capabilities(container: unknown): Finding[] {
  const path = ['securityContext', 'capabilities'];
  const added = listAt(container, ...path, 'add').filter((name) => name !== 'NET_BIND_SERVICE');
  return [
    ...judge(
      container,
      [...path, 'drop'],
      (drop) => Array.isArray(drop) && drop.includes('ALL'),
      'hold ALL',
    ),
    ...(added.length === 0
      ? []
      : [finding([...path, 'add'], added, 'hold NET_BIND_SERVICE at most')]),
  ];
}

function seLinux(holder: unknown): Finding[] {
  const path = ['securityContext', 'seLinuxOptions'];
  return [
    ...judge(holder, [...path, 'type'], oneOf(undefined, ...SELINUX_TYPES), 'be a container type'),
    ...judge(holder, [...path, 'user'], isAbsent, 'not be given'),
    ...judge(holder, [...path, 'role'], isAbsent, 'not be given'),
  ];
}

function volumeProblems(volume: unknown): Finding[] {
  const kinds = entriesAt(volume)
    .map(([key]) => key)
    .filter((key) => key !== 'name' && !VOLUMES.includes(key));
  return kinds.map((kind) =>
    finding(['volumes'], kind, `be of a kind among ${VOLUMES.join(', ')}`),
  );
}

function judge(holder: unknown, path: readonly string[], test: Test, rule: string): Finding[] {
  const value = at(holder, ...path);
  return value === UNKNOWN || test(value) ? [] : [finding(path, value, rule)];
}

function finding(path: readonly string[], value: unknown, rule: string): Finding {
  return { field: path.join('.'), got: shown(value), rule, mend: 'correct it' };
}
