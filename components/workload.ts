import { Deployment } from '@pulumi/kubernetes/apps/v1/deployment';
import { HorizontalPodAutoscaler } from '@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler';
import { Service } from '@pulumi/kubernetes/core/v1/service';
import * as pulumi from '@pulumi/pulumi';
import { versionName, type Version } from '../model/names';
import type { ServiceVersion } from '../model/service/service';
import { containerResources } from './container-resources';
import { selectorLabels, standardLabels } from './labels';
import { assignedAddress } from './service-address';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from './pod-security';

/** Seconds for which a pod keeps serving after it has left the Service: kube-proxy needs them to notice. */
const LEAVE_SECONDS = 5;
/** Seconds that a pod then has to finish what it is doing. */
const FINISH_SECONDS = 60;

export interface WorkloadArgs {
  /** Name of the migrating service. A plain value: it names the children. */
  readonly service: string;
  readonly version: Version;
  /** What runs. A plain value: `replicas` decides whether there is an autoscaler. */
  readonly shape: ServiceVersion;
  readonly namespace: pulumi.Input<string>;
}

/**
 * One version of the migrating service: its Deployment, its Service and, where its floor is below its
 * ceiling, its autoscaler. The Service's ClusterIP is what the gateway sends the version's part to.
 */
export class Workload extends pulumi.ComponentResource {
  /** Address that the gateway uses. */
  readonly clusterIP: pulumi.Output<string>;
  readonly port: number;
  readonly deployment: Deployment;

  constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:Workload', name, {}, opts);
    this.port = args.shape.port;
    this.deployment = this.createDeployment(name, args);
    const service = this.createService(name, args);
    if (isScaled(args.shape)) this.createAutoscaler(name, args);
    this.clusterIP = assignedAddress(service);
    this.registerOutputs({ clusterIP: this.clusterIP, port: this.port });
  }

  private createDeployment(name: string, args: WorkloadArgs): Deployment {
    const { shape } = args;
    return new Deployment(
      `${name}-deployment`,
      {
        metadata: metadata(args),
        spec: {
          // Never declared under an autoscaler: each `up` would set back what it has decided.
          ...(isScaled(shape) ? {} : { replicas: shape.replicas.min }),
          selector: { matchLabels: selectorLabels(subject(args)) },
          strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          template: {
            metadata: { labels: standardLabels(subject(args)) },
            spec: {
              automountServiceAccountToken: false,
              terminationGracePeriodSeconds: LEAVE_SECONDS + FINISH_SECONDS,
              securityContext: RESTRICTED_POD,
              containers: [container(shape)],
              volumes: [{ name: 'tmp', emptyDir: {} }],
            },
          },
        },
      },
      { parent: this },
    );
  }

  private createService(name: string, args: WorkloadArgs): Service {
    return new Service(
      `${name}-service`,
      {
        metadata: metadata(args),
        spec: {
          selector: selectorLabels(subject(args)),
          ports: [{ name: 'http', port: args.shape.port, targetPort: 'http' }],
        },
      },
      { parent: this },
    );
  }

  private createAutoscaler(name: string, args: WorkloadArgs): HorizontalPodAutoscaler {
    const { min, max, cpuPercent, memoryPercent } = args.shape.replicas;
    const metric = (resource: string, percent: number) => ({
      type: 'Resource',
      resource: { name: resource, target: { type: 'Utilization', averageUtilization: percent } },
    });
    return new HorizontalPodAutoscaler(
      `${name}-autoscaler`,
      {
        metadata: metadata(args),
        spec: {
          scaleTargetRef: {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: versionName(args.service, args.version),
          },
          minReplicas: min,
          maxReplicas: max,
          metrics: [metric('cpu', cpuPercent), metric('memory', memoryPercent)],
        },
      },
      { parent: this, dependsOn: [this.deployment] },
    );
  }
}

const isScaled = ({ replicas }: ServiceVersion): boolean => replicas.min < replicas.max;

const subject = ({ service, version }: WorkloadArgs) => ({
  service,
  component: 'workload',
  version,
});

const metadata = (args: WorkloadArgs) => ({
  name: versionName(args.service, args.version),
  namespace: args.namespace,
  labels: standardLabels(subject(args)),
});

function container(shape: ServiceVersion) {
  return {
    name: 'service',
    image: shape.image,
    ...(shape.command ? { command: shape.command } : {}),
    env: Object.entries(shape.environment).map(([name, value]) => ({ name, value })),
    ports: [{ name: 'http', containerPort: shape.port }],
    resources: containerResources(shape.resources),
    securityContext: RESTRICTED_CONTAINER,
    readinessProbe: {
      httpGet: { path: shape.healthPath, port: 'http' },
      periodSeconds: 2,
      failureThreshold: 2,
    },
    lifecycle: { preStop: { sleep: { seconds: LEAVE_SECONDS } } },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}
