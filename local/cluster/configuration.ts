import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addresses, clusterDomain, ports } from './addresses';
import type { Instance } from './instance';
import { renderKubeconfig } from './kubeconfig';
import { configFiles, kubeconfigOf, kubeletFolder, type PartName } from './parts';

/** The client certificate of each part that talks to the API server. */
const clients: Partial<Record<PartName, string>> = {
  'kube-controller-manager': 'controller-manager',
  'kube-scheduler': 'scheduler',
  kubelet: 'kubelet',
  'kube-proxy': 'kube-proxy',
  'metrics-server': 'metrics-server-client',
  'cert-manager': 'cert-manager',
  'network-policy': 'network-policy',
};

/** Debian's package `containernetworking-plugins` puts them there. */
export const cniPlugins = '/usr/lib/cni';

/** Writes the configuration of every part; nothing of an earlier run is left in it. */
export async function writeConfiguration(instance: Instance): Promise<void> {
  const { config } = instance;
  await rm(config, { recursive: true, force: true });
  await mkdir(join(config, configFiles.cni), { recursive: true, mode: 0o700 });
  const write = (file: string, text: string) =>
    writeFile(join(config, file), text, { mode: 0o600 });
  const measurable = measurableFileSystems.includes((await statfs(instance.folder)).type);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  await Promise.all([
    write(configFiles.containerd, containerdConfig(instance)),
    write(configFiles.kubelet, json(kubeletConfig(instance, measurable))),
    write(configFiles.kubeProxy, json(kubeProxyConfig(instance))),
    // For pods with `dnsPolicy: Default`: there is no resolver outside.
    write(configFiles.resolv, '# no name server: nothing outside can be reached\n'),
    write(join(configFiles.cni, '10-cutover.conflist'), json(cniConfig(instance))),
    writeFile(instance.kubeconfig, await renderKubeconfig(instance, 'admin'), { mode: 0o600 }),
    ...Object.entries(clients).map(async ([part, user]) =>
      writeFile(kubeconfigOf(instance, part as PartName), await renderKubeconfig(instance, user), {
        mode: 0o600,
      }),
    ),
  ]);
}

export function containerdConfig(instance: Instance): string {
  const text = (value: string) => JSON.stringify(value);
  return `version = 2
root = ${text(join(instance.folder, 'containerd'))}
state = ${text(join(instance.runFolder, 'containerd'))}
# They look for file systems and tools that are not needed, which costs time at each start.
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]

[grpc]
address = ${text(instance.containerdSocket)}

[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "cutover.local/pause:local"
# A machine that is itself confined may not lower the score that it was given.
restrict_oom_score_adj = true
# As containerd 2 has it by default: ports below 1024 and ping without root.
enable_unprivileged_ports = true
enable_unprivileged_icmp = true

[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = ${text(cniPlugins)}
conf_dir = ${text(join(instance.config, configFiles.cni))}

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
SystemdCgroup = false
`;
}

/** ext4 and xfs, from linux/magic.h: on others the kubelet finds no figures of the disk, and stops. */
const measurableFileSystems: readonly number[] = [0xef53, 0x58465342];

/** @param measurable - whether the kubelet can measure the file system that holds its folder. */
export function kubeletConfig(instance: Instance, measurable: boolean): Record<string, unknown> {
  const socket = `unix://${instance.containerdSocket}`;
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: addresses.node,
    port: ports.kubelet,
    healthzBindAddress: '127.0.0.1',
    healthzPort: ports.kubeletHealth,
    tlsCertFile: join(instance.pki, 'kubelet-server.crt'),
    tlsPrivateKeyFile: join(instance.pki, 'kubelet-server.key'),
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(instance.pki, 'ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    clusterDomain,
    clusterDNS: [addresses.clusterDns],
    resolvConf: join(instance.config, configFiles.resolv),
    containerRuntimeEndpoint: socket,
    imageServiceEndpoint: socket,
    volumePluginDir: join(kubeletFolder, 'volume-plugins'),
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${instance.cgroup}`,
    failCgroupV1: false,
    failSwapOn: false,
    // A machine that is itself confined refuses what these two would change.
    featureGates: { KubeletInUserNamespace: true },
    oomScoreAdj: 0,
    localStorageCapacityIsolation: measurable,
    // kube-proxy writes nftables; rules of iptables would be left over from nobody.
    makeIPTablesUtilChains: false,
    // Images come from archives, not from a registry: one that was collected could not come back.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    // A developer's disk is often nearly full; a pod evicted for that only puzzles.
    evictionHard: {
      'memory.available': '100Mi',
      'nodefs.available': '1%',
      'imagefs.available': '1%',
    },
    containerLogMaxSize: '10Mi',
    containerLogMaxFiles: 3,
    // Pods start several images at once here; nothing is pulled.
    serializeImagePulls: false,
  };
}

export function kubeProxyConfig(instance: Instance): Record<string, unknown> {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig: kubeconfigOf(instance, 'kube-proxy') },
    hostnameOverride: instance.nodeName,
    bindAddress: addresses.node,
    healthzBindAddress: `127.0.0.1:${ports.kubeProxyHealth}`,
    metricsBindAddress: `127.0.0.1:${ports.kubeProxyMetrics}`,
    clusterCIDR: addresses.podRange,
    // The machine's own limits stay as they are: they are not the namespace's to set.
    conntrack: {
      maxPerCore: 0,
      min: 0,
      tcpEstablishedTimeout: '0s',
      tcpCloseWaitTimeout: '0s',
    },
    // A change of endpoints is served at once: a second's wait would be seen in every rollout.
    nftables: { minSyncPeriod: '100ms' },
  };
}

/** Pods are routed, not bridged: address translation of services then needs no bridge netfilter. */
export function cniConfig(instance: Instance): Record<string, unknown> {
  return {
    cniVersion: '0.4.0',
    name: 'cutover',
    plugins: [
      {
        type: 'ptp',
        ipMasq: false,
        ipam: {
          type: 'host-local',
          dataDir: join(instance.runFolder, 'cni'),
          ranges: [[{ subnet: addresses.nodePodRange }]],
          routes: [{ dst: '0.0.0.0/0' }],
        },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
}
