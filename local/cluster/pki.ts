import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addresses, clusterDomain } from './addresses';
import { capture } from './command';
import type { Instance } from './instance';

/** `workload-ca` is the one that cert-manager signs with; nothing of the cluster itself trusts it. */
const authorities = ['ca', 'front-proxy-ca', 'workload-ca'] as const;

type Authority = (typeof authorities)[number];

/** One certificate and its key: files `<name>.crt` and `<name>.key`. */
interface Leaf {
  readonly name: string;
  readonly authority: Authority;
  readonly commonName: string;
  /** The group, for Kubernetes' authorization. */
  readonly organization?: string;
  /** Names and addresses that it serves; none for a client's certificate. */
  readonly serves?: readonly string[];
}

const days = 3650;
/** Made anew in this time before they end, so that none ends while a cluster runs. */
const renewBeforeSeconds = 30 * 24 * 3600;

function leaves(instance: Instance): readonly Leaf[] {
  const client = (name: string, commonName: string, organization?: string): Leaf => ({
    name,
    authority: 'ca',
    commonName,
    ...(organization === undefined ? {} : { organization }),
  });
  const services = (name: string) =>
    ['', '.svc', `.svc.${clusterDomain}`].map((end) => `DNS:${name}${end}`);
  return [
    {
      name: 'apiserver',
      authority: 'ca',
      commonName: 'kube-apiserver',
      serves: [
        'DNS:localhost',
        'DNS:kubernetes',
        ...services('kubernetes.default'),
        'IP:127.0.0.1',
        `IP:${addresses.node}`,
        `IP:${addresses.kubernetesService}`,
      ],
    },
    {
      name: 'kubelet-server',
      authority: 'ca',
      commonName: `system:node:${instance.nodeName}`,
      organization: 'system:nodes',
      serves: [`DNS:${instance.nodeName}`, `IP:${addresses.node}`],
    },
    {
      name: 'metrics-server',
      authority: 'ca',
      commonName: 'metrics-server',
      serves: [...services('metrics-server.kube-system'), `IP:${addresses.node}`],
    },
    // For the parts that answer on the namespace's loopback only.
    {
      name: 'loopback',
      authority: 'ca',
      commonName: 'localhost',
      serves: ['DNS:localhost', 'IP:127.0.0.1'],
    },
    client('admin', 'kubernetes-admin', 'system:masters'),
    client('apiserver-kubelet-client', 'kube-apiserver-kubelet-client', 'system:masters'),
    client('kubelet', `system:node:${instance.nodeName}`, 'system:nodes'),
    client('controller-manager', 'system:kube-controller-manager'),
    client('scheduler', 'system:kube-scheduler'),
    client('kube-proxy', 'system:kube-proxy'),
    client('metrics-server-client', 'system:metrics-server'),
    client('cert-manager', 'system:cert-manager'),
    client('network-policy', 'system:network-policy'),
    { name: 'front-proxy-client', authority: 'front-proxy-ca', commonName: 'front-proxy-client' },
  ];
}

/**
 * Makes the certificates, or keeps those of an earlier run: clients that kept a kubeconfig go on
 * working. Written beside and renamed, so that a killed run leaves no half of them.
 */
export async function ensurePki(instance: Instance): Promise<void> {
  const wanted = leaves(instance);
  const key = createHash('sha256')
    .update(JSON.stringify([days, wanted]))
    .digest('hex');
  if (await isCurrent(instance.pki, key)) return;
  const fresh = `${instance.pki}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  await writeFile(join(fresh, 'openssl.cnf'), '[req]\ndistinguished_name = subject\n[subject]\n');
  await Promise.all([...authorities.map((name) => authority(fresh, name)), tokenKeys(fresh)]);
  await Promise.all(wanted.map((leaf) => sign(fresh, leaf)));
  await writeFile(join(fresh, 'key'), key);
  await rm(instance.pki, { recursive: true, force: true });
  await rename(fresh, instance.pki);
  await chmod(instance.pki, 0o700);
}

async function isCurrent(folder: string, key: string): Promise<boolean> {
  try {
    if ((await readFile(join(folder, 'key'), 'utf8')) !== key) return false;
    const end = ['-checkend', String(renewBeforeSeconds), '-noout'];
    await capture('openssl', ['x509', '-in', join(folder, 'ca.crt'), ...end]);
    return true;
  } catch {
    return false;
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function request(folder: string, name: string, subject: string, more: readonly string[]) {
  const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.crt`)];
  const config = ['-config', join(folder, 'openssl.cnf'), '-days', String(days), '-sha256'];
  const all = ['req', '-x509', ...config, ...newKey, ...files, '-subj', subject, ...more];
  return capture('openssl', all);
}

async function authority(folder: string, name: Authority): Promise<void> {
  await request(folder, name, `/CN=cutover-${name}`, [
    ...['-addext', 'basicConstraints=critical,CA:TRUE'],
    ...['-addext', 'keyUsage=critical,digitalSignature,keyEncipherment,keyCertSign'],
    ...['-addext', 'subjectKeyIdentifier=hash'],
  ]);
}

async function sign(folder: string, leaf: Leaf): Promise<void> {
  const { name, commonName, organization, serves } = leaf;
  const ca = join(folder, leaf.authority);
  const subject = `${organization === undefined ? '' : `/O=${organization}`}/CN=${commonName}`;
  await request(folder, name, subject, [
    ...['-CA', `${ca}.crt`, '-CAkey', `${ca}.key`],
    ...['-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-addext', 'keyUsage=critical,digitalSignature'],
    ...['-addext', `extendedKeyUsage=${serves === undefined ? 'clientAuth' : 'serverAuth'}`],
    ...(serves === undefined ? [] : ['-addext', `subjectAltName=${serves.join(',')}`]),
  ]);
}

/** Signs the tokens of service accounts. */
async function tokenKeys(folder: string): Promise<void> {
  const key = join(folder, 'service-account.key');
  const curve = ['-pkeyopt', 'ec_paramgen_curve:P-256'];
  await capture('openssl', ['genpkey', '-algorithm', 'EC', ...curve, '-out', key]);
  await capture('openssl', [
    'pkey',
    '-in',
    key,
    '-pubout',
    '-out',
    join(folder, 'service-account.pub'),
  ]);
}
