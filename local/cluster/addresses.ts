/**
 * The cluster's addresses. All of them exist only inside the cluster's own network namespace, so every
 * instance uses the same ones.
 */
export const addresses = {
  /** The node, on a bridge without ports: there is no `dummy` device type on every kernel. */
  node: '10.245.0.1',
  nodeRange: '10.245.0.0/24',
  nodeDevice: 'node0',
  podRange: '10.244.0.0/16',
  /** The range of the only node: the controller manager hands out the first /24 of the pod range. */
  nodePodRange: '10.244.0.0/24',
  serviceRange: '10.96.0.0/16',
  /** First address of the service range: the service `kubernetes`. */
  kubernetesService: '10.96.0.1',
  clusterDns: '10.96.0.10',
} as const;

export const clusterDomain = 'cluster.local';

/** Ports on the node address or on the namespace's own loopback. */
export const ports = {
  apiServer: 6443,
  etcd: 2379,
  etcdPeer: 2380,
  controllerManager: 10257,
  scheduler: 10259,
  kubelet: 10250,
  kubeletHealth: 10248,
  kubeProxyHealth: 10256,
  kubeProxyMetrics: 10249,
  metricsServer: 4443,
  networkPolicyReady: 10270,
} as const;

/**
 * The API server for everything outside of pods. On loopback, so that a client that was started outside of the
 * network namespace by mistake finds nothing on this machine, and never sends a packet beyond it.
 */
export const apiServerUrl = `https://127.0.0.1:${ports.apiServer}`;
