import { named, podOf } from '../support/program/find';
import { runProgram } from '../support/program/run-program';
import type { Registered } from '../support/program/world';

const overrides = {
  versions: {
    v1: { replicas: { min: 2, max: 2 } },
    v2: {
      port: 80,
      command: ['serve'],
      healthPath: '/alive',
      probes: { startup: { path: '/started', periodSeconds: 10, failureThreshold: 90 } },
      environment: { VERSION: 'v2', PORT: '80' },
      secrets: { DB_PASSWORD: { secret: 'shop-db', key: 'password' } },
      files: { '/app/config/app.yaml': 'debug: false\n', '/app/rules.json': '[]' },
      writable: ['/tmp', '/app/cache'],
      replicas: { min: 3, max: 10 },
      drain: '90s',
      metrics: { port: 9100 },
    },
  },
  companions: { nexten: { replicas: { min: 2, max: 6 } } },
  capacity: { peakRequestsPerSecond: 100, perPod: { v1: 100, v2: 100 } },
  flags: { values: { ENABLE_V2: 'true' }, percentage: 'V2_TRAFFIC_PERCENTAGE' },
};
const config = {
  'cutover:service': 'supersmartmatch',
  'cutover:v2TrafficPercentage': '25',
  'cutover:image': 'cutover:1',
  'cutover:gatewayImage': 'nginx:1',
};
const labels = {
  'app.kubernetes.io/instance': 'supersmartmatch',
  'app.kubernetes.io/component': 'workload',
  'cutover.dev/version': 'v2',
};
const inputs = (resources: readonly Registered[], name: string) => named(resources, name).inputs;

let resources: readonly Registered[];

beforeAll(async () => {
  const world = { config: { ...config, 'cutover:overrides': JSON.stringify(overrides) } };
  const outcome = await runProgram(world);
  if (outcome.refusal !== undefined) throw new Error(outcome.refusal);
  ({ resources } = outcome);
});

describe('a version of the service', () => {
  const v2 = () => podOf(resources, 'v2-deployment');

  it('is made of these objects, each called by its name', () => {
    const made = resources.filter(({ name }) => /^v2(-|$)/.test(name));
    expect(made.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      'cutover:index:KeptConfig v2-config',
      'cutover:index:Workload v2',
      'kubernetes:apps/v1:Deployment v2-deployment',
      'kubernetes:autoscaling/v2:HorizontalPodAutoscaler v2-autoscaler',
      'kubernetes:core/v1:ConfigMap v2-config-map',
      'kubernetes:core/v1:Service v2-service',
      'kubernetes:core/v1:ServiceAccount v2-account',
      'kubernetes:policy/v1:PodDisruptionBudget v2-disruption-budget',
    ]);
  });

  it('declares no replicas under its autoscaler, and a fixed number without one', () => {
    expect(inputs(resources, 'v2-deployment')['spec']).not.toHaveProperty('replicas');
    expect(inputs(resources, 'v1-deployment')['spec']).toHaveProperty('replicas', 2);
    expect(resources.map(({ name }) => name)).not.toContain('v1-autoscaler');
  });

  it('is scaled up quickly within bounds, and down slowly', () => {
    expect(inputs(resources, 'v2-autoscaler')['spec']).toEqual({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'supersmartmatch-v2' },
      minReplicas: 3,
      maxReplicas: 10,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
        },
        {
          type: 'Resource',
          resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } },
        },
      ],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          selectPolicy: 'Max',
          policies: [
            { type: 'Percent', value: 100, periodSeconds: 30 },
            { type: 'Pods', value: 2, periodSeconds: 30 },
          ],
        },
        scaleDown: {
          stabilizationWindowSeconds: 300,
          selectPolicy: 'Max',
          policies: [
            { type: 'Percent', value: 10, periodSeconds: 60 },
            { type: 'Pods', value: 1, periodSeconds: 60 },
          ],
        },
      },
    });
  });

  it('lets a fifth of its pods go for a node, one at least, and broken ones always', () => {
    expect(inputs(resources, 'v2-disruption-budget')['spec']).toEqual({
      maxUnavailable: '20%',
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: labels },
    });
  });

  it('never takes a pod away before another is ready, and waits for slow ones', () => {
    expect(inputs(resources, 'v2-deployment')['spec']).toMatchObject({
      selector: { matchLabels: labels },
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } },
      progressDeadlineSeconds: 960,
    });
    expect(inputs(resources, 'v1-deployment')['spec']).toMatchObject({
      progressDeadlineSeconds: 600,
    });
  });

  it('has an account without a token, and no token in its pods', () => {
    expect(inputs(resources, 'v2-account')).toMatchObject({
      metadata: { name: 'supersmartmatch-v2', namespace: 'supersmartmatch' },
      automountServiceAccountToken: false,
    });
    expect(v2().pod).toMatchObject({
      serviceAccountName: 'supersmartmatch-v2',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
    });
  });

  it('keeps to Pod Security "restricted", with a read-only root and its writable folders', () => {
    const { pod, container } = v2();
    expect(pod['securityContext']).toEqual({
      runAsNonRoot: true,
      runAsUser: 65_532,
      runAsGroup: 65_532,
      fsGroup: 65_532,
      seccompProfile: { type: 'RuntimeDefault' },
      sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
    });
    expect(podOf(resources, 'v1-deployment').pod['securityContext']).not.toHaveProperty('sysctls');
    expect(container['securityContext']).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.volumes).toEqual(
      expect.arrayContaining([
        { name: 'writable-0', emptyDir: {} },
        { name: 'writable-1', emptyDir: {} },
      ]),
    );
    expect(container['volumeMounts']).toEqual(
      expect.arrayContaining([
        { name: 'writable-0', mountPath: '/tmp' },
        { name: 'writable-1', mountPath: '/app/cache' },
      ]),
    );
  });

  it('is spread over nodes and zones, as far as they go', () => {
    const selector = { matchLabels: labels };
    const spread = (topologyKey: string) => ({
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: selector,
      matchLabelKeys: ['pod-template-hash'],
    });
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: selector };
    expect(v2().pod).toMatchObject({
      topologySpreadConstraints: [
        spread('kubernetes.io/hostname'),
        spread('topology.kubernetes.io/zone'),
      ],
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }],
        },
      },
    });
  });

  it('has all three probes', () => {
    const probe = (path: string, periodSeconds: number, failureThreshold: number) => ({
      httpGet: { path, port: 'http' },
      periodSeconds,
      timeoutSeconds: 2,
      failureThreshold,
    });
    expect(v2().container).toMatchObject({
      startupProbe: probe('/started', 10, 90),
      readinessProbe: probe('/alive', 2, 2),
      livenessProbe: probe('/alive', 10, 6),
    });
  });

  it('drains: it serves on until it has left the Service, then it has its time', () => {
    const { pod, container } = v2();
    expect(container['lifecycle']).toEqual({ preStop: { sleep: { seconds: 5 } } });
    expect(pod['terminationGracePeriodSeconds']).toBe(95);
  });

  it('may use 2 CPUs and 2 GiB where the file says nothing, all of it reserved', () => {
    const all = { cpu: '2', memory: '2Gi' };
    expect(v2().container['resources']).toEqual({ limits: all, requests: all });
  });

  it('listens where the file says, for metrics too', () => {
    expect(v2().container).toMatchObject({
      command: ['serve'],
      ports: [
        { name: 'http', containerPort: 80 },
        { name: 'metrics', containerPort: 9100 },
      ],
    });
    expect(inputs(resources, 'v2-service')).toMatchObject({
      metadata: { name: 'supersmartmatch-v2' },
      spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    });
  });
});

describe('the config of a version', () => {
  it('is an immutable object, called by its content, that goes with the account', () => {
    const { metadata, immutable, data } = inputs(resources, 'v2-config-map');
    expect(metadata).toMatchObject({
      name: expect.stringMatching(/^supersmartmatch-v2-[0-9a-f]{10}$/) as string,
      annotations: { 'pulumi.com/patchForce': 'true' },
      ownerReferences: [
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          name: 'supersmartmatch-v2',
          uid: 'uid-of-v2-account',
        },
      ],
    });
    expect(immutable).toBe(true);
    expect(data).toMatchObject({
      'file-0-app.yaml': 'debug: false\n',
      'file-1-rules.json': '[]',
      'flag-ENABLE_V2': 'true',
    });
  });

  it('is mounted read-only, file by file', () => {
    const { container } = podOf(resources, 'v2-deployment');
    const file = (mountPath: string, subPath: string) => ({
      name: 'files',
      mountPath,
      subPath,
      readOnly: true,
    });
    expect(container['volumeMounts']).toEqual(
      expect.arrayContaining([
        file('/app/config/app.yaml', 'file-0-app.yaml'),
        file('/app/rules.json', 'file-1-rules.json'),
        { name: 'flags', mountPath: '/etc/cutover/flags', readOnly: true },
      ]),
    );
  });

  it('gives flags as environment and as files, and secrets by reference', () => {
    expect(podOf(resources, 'v2-deployment').container['env']).toEqual(
      expect.arrayContaining([
        { name: 'ENABLE_V2', value: 'true' },
        { name: 'VERSION', value: 'v2' },
        {
          name: 'DB_PASSWORD',
          valueFrom: { secretKeyRef: { name: 'shop-db', key: 'password' } },
        },
      ]),
    );
  });

  it('takes the percentage from the traffic ConfigMap, which may be missing, and from nothing else', () => {
    const { pod, container } = podOf(resources, 'v1-deployment');
    const { metadata } = inputs(resources, 'v1-config-map');
    expect(pod.volumes).toContainEqual({
      name: 'flags',
      projected: {
        sources: [
          {
            configMap: {
              name: (metadata as { name: string }).name,
              items: expect.arrayContaining([
                { key: 'flag-ENABLE_V2', path: 'ENABLE_V2' },
              ]) as unknown,
            },
          },
          {
            configMap: {
              name: 'supersmartmatch-traffic',
              items: [{ key: 'v2TrafficPercentage', path: 'V2_TRAFFIC_PERCENTAGE' }],
              optional: true,
            },
          },
        ],
      },
    });
    expect(JSON.stringify(container['env'])).not.toContain('V2_TRAFFIC_PERCENTAGE');
  });
});

describe('a companion', () => {
  it('is made of the same parts as a version, without flags and floor', () => {
    const made = resources.filter(({ name }) => name.startsWith('companion-nexten-'));
    expect(made.map(({ type }) => type.split(':').at(-1)).sort()).toEqual([
      'Deployment',
      'HorizontalPodAutoscaler',
      'PodDisruptionBudget',
      'Service',
      'ServiceAccount',
    ]);
    expect(inputs(resources, 'companion-nexten-service')).toMatchObject({
      metadata: { name: 'supersmartmatch-nexten' },
      spec: {
        selector: {
          'app.kubernetes.io/component': 'companion',
          'cutover.dev/companion': 'nexten',
        },
        ports: [{ name: 'http', port: 5052, targetPort: 'http' }],
      },
    });
    expect(inputs(resources, 'companion-nexten-autoscaler')['spec']).toMatchObject({
      minReplicas: 2,
      maxReplicas: 6,
    });
    const { pod, container } = podOf(resources, 'companion-nexten-deployment');
    expect(JSON.stringify(container['env'])).not.toContain('ENABLE_V2');
    expect(pod.volumes).toEqual([{ name: 'writable-0', emptyDir: {} }]);
  });
});
