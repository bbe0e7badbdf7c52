import type { core } from '@pulumi/kubernetes/types/input';
import type * as pulumi from '@pulumi/pulumi';
import { seconds } from '../../model/service/fields';
import type { ServiceVersion } from '../../model/service/service';
import { containerResources } from '../container-resources';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../pod-security';
import { configVolumes, type PodConfig } from './pod-config';

/** What a version and a companion have in common. */
export type WorkloadShape = ServiceVersion;

export interface WorkloadPodArgs {
  readonly shape: WorkloadShape;
  readonly config: PodConfig;
  /** Name of the ConfigMap with the fixed part of `config`. */
  readonly configMap: pulumi.Input<string>;
  readonly serviceAccount: pulumi.Input<string>;
  /** Labels by which the pods of this Deployment are found. */
  readonly selector: Readonly<Record<string, string>>;
}

/** Seconds for which a pod keeps serving after it has left the Service: kube-proxy needs them to notice. */
const LEAVE_SECONDS = 5;

/** Ports below this one belong to root, unless a pod asks for them. */
const FIRST_FREE_PORT = 1_024;

/**
 * The pod of a version or a companion.
 *
 * It keeps to Pod Security "restricted": no root, no capabilities, a read-only root with an empty folder for each of
 * `writable`, no token of the API. It is spread over nodes and zones as far as they go: a pod is never left out for
 * it. It drains: after the order to end it serves on until it has left the Service, then it has `drain` to finish.
 */
export function workloadPodSpec(args: WorkloadPodArgs): core.v1.PodSpec {
  const { shape, selector } = args;
  const { volumes, mounts } = configVolumes(args.config, args.configMap);
  const writable = shape.writable.map((mountPath, index) => ({
    volume: { name: `writable-${index}`, emptyDir: {} },
    mount: { name: `writable-${index}`, mountPath },
  }));
  return {
    serviceAccountName: args.serviceAccount,
    automountServiceAccountToken: false,
    // Kubernetes would put an address of every Service into the environment, under names such as SHOP_V1_PORT.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: LEAVE_SECONDS + seconds(shape.drain),
    securityContext: {
      ...RESTRICTED_POD,
      ...(shape.port < FIRST_FREE_PORT
        ? { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] }
        : {}),
    },
    topologySpreadConstraints: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map(
      (topologyKey) => ({
        topologyKey,
        maxSkew: 1,
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: selector },
        // Counted per rollout: the pods that are about to go would pull the new ones to the other nodes.
        matchLabelKeys: ['pod-template-hash'],
      }),
    ),
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: {
              topologyKey: 'kubernetes.io/hostname',
              labelSelector: { matchLabels: selector },
            },
          },
        ],
      },
    },
    containers: [container(args, [...mounts, ...writable.map(({ mount }) => mount)])],
    volumes: [...volumes, ...writable.map(({ volume }) => volume)],
  };
}

function container(
  { shape, config }: WorkloadPodArgs,
  volumeMounts: core.v1.VolumeMount[],
): core.v1.Container {
  const { startup, readiness, liveness } = shape.probes;
  const metricsPort = shape.metrics?.port;
  return {
    name: 'service',
    image: shape.image,
    ...(shape.command ? { command: shape.command } : {}),
    env: environment(shape, config),
    ports: [
      { name: 'http', containerPort: shape.port },
      ...(metricsPort === undefined || metricsPort === shape.port
        ? []
        : [{ name: 'metrics', containerPort: metricsPort }]),
    ],
    resources: containerResources(shape.resources),
    securityContext: RESTRICTED_CONTAINER,
    startupProbe: probe(shape, startup),
    readinessProbe: probe(shape, readiness),
    livenessProbe: probe(shape, liveness),
    lifecycle: { preStop: { sleep: { seconds: LEAVE_SECONDS } } },
    volumeMounts,
  };
}

function environment(shape: WorkloadShape, { flags }: PodConfig): core.v1.EnvVar[] {
  const plain = { ...flags, ...shape.environment };
  return [
    ...Object.entries(plain).map(([name, value]) => ({ name, value })),
    ...Object.entries(shape.secrets).map(([name, { secret, key }]) => ({
      name,
      valueFrom: { secretKeyRef: { name: secret, key } },
    })),
  ];
}

function probe(
  { healthPath }: WorkloadShape,
  { path, periodSeconds, timeoutSeconds, failureThreshold }: WorkloadShape['probes']['startup'],
): core.v1.Probe {
  return {
    httpGet: { path: path ?? healthPath, port: 'http' },
    periodSeconds,
    timeoutSeconds,
    failureThreshold,
  };
}
