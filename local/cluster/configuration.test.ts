import { localPaths } from '../settings';
import { cniConfig, containerdConfig, kubeletConfig, kubeProxyConfig } from './configuration';
import { instanceOf } from './instance';

const instance = instanceOf(localPaths({ CUTOVER_HOME: '/home/a cutover' }), 'one');

test('containerd keeps images in the instance, state and sockets below /run', () => {
  const lines = containerdConfig(instance).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'root = "/home/a cutover/clusters/one/containerd"',
      'state = "/run/cutover/one/containerd"',
      'address = "/run/cutover/one/containerd.sock"',
      'sandbox_image = "cutover.local/pause:local"',
      'restrict_oom_score_adj = true',
      'SystemdCgroup = false',
    ]),
  );
});

test('the kubelet keeps to its own cgroup and never collects images', () => {
  expect(kubeletConfig(instance, true)).toMatchObject({
    cgroupDriver: 'cgroupfs',
    cgroupRoot: '/cutover-one',
    featureGates: { KubeletInUserNamespace: true },
    oomScoreAdj: 0,
    localStorageCapacityIsolation: true,
    imageGCHighThresholdPercent: 100,
    clusterDNS: ['10.96.0.10'],
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true } },
    authorization: { mode: 'Webhook' },
  });
});

test('the kubelet does without figures of the disk where it cannot have them', () => {
  expect(kubeletConfig(instance, false)).toMatchObject({ localStorageCapacityIsolation: false });
});

test('kube-proxy leaves the limits of connection tracking alone', () => {
  expect(kubeProxyConfig(instance)).toMatchObject({
    mode: 'nftables',
    conntrack: {
      maxPerCore: 0,
      min: 0,
      tcpEstablishedTimeout: '0s',
      tcpCloseWaitTimeout: '0s',
    },
  });
});

test('addresses of pods are given back with the run', () => {
  expect(cniConfig(instance)).toMatchObject({
    plugins: [
      {
        type: 'ptp',
        ipam: { dataDir: '/run/cutover/one/cni', ranges: [[{ subnet: '10.244.0.0/24' }]] },
      },
      { type: 'portmap' },
    ],
  });
});
