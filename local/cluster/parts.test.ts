import { localPaths } from '../settings';
import { instanceOf } from './instance';
import { partNames, partOf, type PartName } from './parts';

const instance = instanceOf(localPaths({ CUTOVER_HOME: '/home/cutover' }), 'one');
const argsOf = (name: PartName) => partOf(instance, name).args;

test('every part is a program of the set-up but containerd, which is the system’s, and our own engine', () => {
  const programs = Object.fromEntries(
    partNames.map((name) => [name, partOf(instance, name).program]),
  );
  expect(programs).toEqual({
    etcd: '/home/cutover/bin/etcd',
    'kube-apiserver': '/home/cutover/bin/kube-apiserver',
    'kube-controller-manager': '/home/cutover/bin/kube-controller-manager',
    'kube-scheduler': '/home/cutover/bin/kube-scheduler',
    containerd: '/usr/bin/containerd',
    kubelet: '/home/cutover/bin/kubelet',
    'kube-proxy': '/home/cutover/bin/kube-proxy',
    'metrics-server': '/home/cutover/bin/metrics-server',
    'cert-manager': '/home/cutover/bin/cert-manager',
    'network-policy': process.execPath,
  });
});

test('only the API server, asked by pods and on loopback, listens on all addresses of the namespace', () => {
  const listeners = partNames.filter((name) =>
    argsOf(name).some((argument) => /0\.0\.0\.0|\[::\]/.test(argument)),
  );
  expect(listeners).toEqual(['kube-apiserver']);
});

test('the API server authorizes by node and role, and aggregates', () => {
  expect(argsOf('kube-apiserver')).toEqual(
    expect.arrayContaining([
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--requestheader-client-ca-file=/home/cutover/clusters/one/pki/front-proxy-ca.crt',
      '--proxy-client-cert-file=/home/cutover/clusters/one/pki/front-proxy-client.crt',
    ]),
  );
});

test('metrics are read less often than every 10 s, the time a reading may take', () => {
  const [, seconds] = argsOf('metrics-server')
    .map((argument) => /^--metric-resolution=(\d+)s$/.exec(argument))
    .find((match) => match !== null) ?? [undefined, '0'];
  expect(Number(seconds)).toBeGreaterThan(10);
});
