import { join } from 'node:path';
import { projectRoot } from '../settings';
import { addresses, ports } from './addresses';
import type { Instance } from './instance';

/** In the order in which they are shown; the order of starting is the cluster's business. */
export const partNames = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'containerd',
  'kubelet',
  'kube-proxy',
  'metrics-server',
  'cert-manager',
  'network-policy',
] as const;

export type PartName = (typeof partNames)[number];

/** How one program of the cluster is started. Paths are those seen inside its mount namespace. */
export interface Part {
  readonly name: PartName;
  /** Absolute path of the executable. */
  readonly program: string;
  readonly args: readonly string[];
}

/** The engine of network policies: a program of this project, run by the Node.js that starts the cluster. */
export const networkPolicyBundle = join(projectRoot, 'dist', 'network-policy.js');

/** Where cert-manager has its secrets, as its own installation does. */
export const certManagerNamespace = 'cert-manager';

/** Where the kubelet keeps volumes; inside the mount namespace it is the instance's own folder. */
export const kubeletFolder = '/var/lib/kubelet';

export const configFiles = {
  containerd: 'containerd.toml',
  kubelet: 'kubelet.yaml',
  kubeProxy: 'kube-proxy.yaml',
  resolv: 'resolv.conf',
  cni: 'cni',
} as const;

export function kubeconfigOf(instance: Instance, part: PartName): string {
  return join(instance.config, `${part}.kubeconfig`);
}

export function partOf(instance: Instance, name: PartName): Part {
  return { name, program: programOf(instance, name), args: argsOf[name](instance) };
}

function programOf(instance: Instance, name: PartName): string {
  if (name === 'containerd') return '/usr/bin/containerd';
  return name === 'network-policy' ? process.execPath : join(instance.bin, name);
}

const argsOf: Record<PartName, (instance: Instance) => readonly string[]> = {
  etcd: (instance) => [
    `--name=${instance.name}`,
    `--data-dir=${join(instance.folder, 'etcd')}`,
    `--listen-client-urls=http://127.0.0.1:${ports.etcd}`,
    `--advertise-client-urls=http://127.0.0.1:${ports.etcd}`,
    `--listen-peer-urls=http://127.0.0.1:${ports.etcdPeer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${ports.etcdPeer}`,
    `--initial-cluster=${instance.name}=http://127.0.0.1:${ports.etcdPeer}`,
    // The data lasts as long as the process: every start begins with an empty store.
    '--unsafe-no-fsync=true',
    '--log-level=warn',
  ],
  'kube-apiserver': (instance) => {
    const pki = (file: string) => join(instance.pki, file);
    return [
      `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
      `--advertise-address=${addresses.node}`,
      '--bind-address=0.0.0.0',
      `--secure-port=${ports.apiServer}`,
      `--service-cluster-ip-range=${addresses.serviceRange}`,
      `--tls-cert-file=${pki('apiserver.crt')}`,
      `--tls-private-key-file=${pki('apiserver.key')}`,
      `--client-ca-file=${pki('ca.crt')}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--allow-privileged=true',
      `--kubelet-certificate-authority=${pki('ca.crt')}`,
      `--kubelet-client-certificate=${pki('apiserver-kubelet-client.crt')}`,
      `--kubelet-client-key=${pki('apiserver-kubelet-client.key')}`,
      '--kubelet-preferred-address-types=InternalIP',
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${pki('service-account.pub')}`,
      `--service-account-signing-key-file=${pki('service-account.key')}`,
      // The aggregation layer, for metrics-server. It looks up endpoints itself: the API of the
      // resource metrics then answers before kube-proxy has written its first rule.
      `--requestheader-client-ca-file=${pki('front-proxy-ca.crt')}`,
      '--requestheader-allowed-names=front-proxy-client',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-username-headers=X-Remote-User',
      `--proxy-client-cert-file=${pki('front-proxy-client.crt')}`,
      `--proxy-client-key-file=${pki('front-proxy-client.key')}`,
      '--enable-aggregator-routing=true',
      '--shutdown-delay-duration=0s',
    ];
  },
  'kube-controller-manager': (instance) => [
    ...clientOf(instance, 'kube-controller-manager'),
    ...loopbackServer(instance, ports.controllerManager),
    '--leader-elect=false',
    // With the default, 20 requests a second, the controllers alone take 3 s to start.
    '--kube-api-qps=200',
    '--kube-api-burst=400',
    // After a minute without the API server the only node would count as lost, and all pods as not ready, until the
    // kubelet's next report: seen to take 90 s, in which no Service had an endpoint.
    '--node-monitor-grace-period=300s',
    '--use-service-account-credentials=true',
    '--controllers=*,bootstrapsigner,tokencleaner',
    `--service-account-private-key-file=${join(instance.pki, 'service-account.key')}`,
    `--root-ca-file=${join(instance.pki, 'ca.crt')}`,
    `--cluster-signing-cert-file=${join(instance.pki, 'ca.crt')}`,
    `--cluster-signing-key-file=${join(instance.pki, 'ca.key')}`,
    '--allocate-node-cidrs=true',
    `--cluster-cidr=${addresses.podRange}`,
    '--node-cidr-mask-size=24',
    `--service-cluster-ip-range=${addresses.serviceRange}`,
    `--flex-volume-plugin-dir=${join(kubeletFolder, 'volume-plugins')}`,
  ],
  'kube-scheduler': (instance) => [
    ...clientOf(instance, 'kube-scheduler'),
    ...loopbackServer(instance, ports.scheduler),
    '--leader-elect=false',
  ],
  containerd: (instance) => ['--config', join(instance.config, configFiles.containerd)],
  kubelet: (instance) => [
    `--config=${join(instance.config, configFiles.kubelet)}`,
    `--kubeconfig=${kubeconfigOf(instance, 'kubelet')}`,
    `--root-dir=${kubeletFolder}`,
    `--hostname-override=${instance.nodeName}`,
    `--node-ip=${addresses.node}`,
  ],
  'kube-proxy': (instance) => [`--config=${join(instance.config, configFiles.kubeProxy)}`],
  'metrics-server': (instance) => [
    ...clientOf(instance, 'metrics-server'),
    `--bind-address=${addresses.node}`,
    `--secure-port=${ports.metricsServer}`,
    `--tls-cert-file=${join(instance.pki, 'metrics-server.crt')}`,
    `--tls-private-key-file=${join(instance.pki, 'metrics-server.key')}`,
    `--kubelet-certificate-authority=${join(instance.pki, 'ca.crt')}`,
    '--kubelet-preferred-address-types=InternalIP',
    // Must exceed its timeout for the kubelet, 10 s.
    '--metric-resolution=15s',
  ],
  'cert-manager': (instance) => [
    `--kubeconfig=${kubeconfigOf(instance, 'cert-manager')}`,
    `--cluster-resource-namespace=${certManagerNamespace}`,
  ],
  'network-policy': (instance) => [
    networkPolicyBundle,
    kubeconfigOf(instance, 'network-policy'),
    String(ports.networkPolicyReady),
  ],
};

function clientOf(instance: Instance, part: PartName): readonly string[] {
  const file = kubeconfigOf(instance, part);
  return [
    `--kubeconfig=${file}`,
    `--authentication-kubeconfig=${file}`,
    `--authorization-kubeconfig=${file}`,
  ];
}

function loopbackServer(instance: Instance, port: number): readonly string[] {
  return [
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--tls-cert-file=${join(instance.pki, 'loopback.crt')}`,
    `--tls-private-key-file=${join(instance.pki, 'loopback.key')}`,
  ];
}
