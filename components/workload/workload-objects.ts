import { Deployment } from '@pulumi/kubernetes/apps/v1/deployment';
import { HorizontalPodAutoscaler } from '@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler';
import { Service } from '@pulumi/kubernetes/core/v1/service';
import { ServiceAccount } from '@pulumi/kubernetes/core/v1/serviceAccount';
import { PodDisruptionBudget } from '@pulumi/kubernetes/policy/v1/podDisruptionBudget';
import type * as pulumi from '@pulumi/pulumi';
import { selectorLabels, standardLabels, type LabelSubject } from '../labels';
import { autoscalerSpec, isScaled } from './autoscaler';
import { KeptConfig } from './kept-config';
import { workloadPodSpec, type WorkloadShape } from './pod';
import { configData, type PodConfig } from './pod-config';

export interface WorkloadObjectsArgs {
  /** Name of every object. */
  readonly objectName: string;
  readonly namespace: pulumi.Input<string>;
  readonly subject: LabelSubject;
  readonly shape: WorkloadShape;
  readonly config: PodConfig;
  /** Least number of pods. */
  readonly floor: number;
  /** A provider of Kubernetes with `upsertExistingObjects`; see {@link KeptConfig}. */
  readonly keeper: pulumi.ProviderResource;
}

export interface WorkloadObjects {
  readonly deployment: Deployment;
  readonly service: Service;
}

/**
 * Part of the pods that may be away at once for the sake of a node. With the usual headroom of 1.3 the others still
 * carry the peak: 1 - 1/1.3 = 23 %. Rounded up by Kubernetes, so that one pod may go even of fewer than five: a
 * share that rounds to none would keep a node from ever being drained, and a single pod is not held on to either.
 */
const MAX_AWAY = '20%';

/** Pods that a rollout may add at once: it never takes one away before another is ready in its place. */
const MAX_SURGE = '25%';

/** The least time for a rollout to get on, in seconds; Kubernetes' own default. */
const ROLLOUT_SECONDS = 600;

/** Makes what every workload has, as children of the component that it belongs to. */
export function createWorkloadObjects(
  name: string,
  args: WorkloadObjectsArgs,
  opts: pulumi.CustomResourceOptions,
): WorkloadObjects {
  const metadata = {
    name: args.objectName,
    namespace: args.namespace,
    labels: standardLabels(args.subject),
  };
  const account = new ServiceAccount(
    `${name}-account`,
    { metadata, automountServiceAccountToken: false },
    opts,
  );
  const deployment = createDeployment(name, args, account, opts);
  const service = new Service(
    `${name}-service`,
    {
      metadata,
      spec: {
        selector: selectorLabels(args.subject),
        ports: [{ name: 'http', port: args.shape.port, targetPort: 'http' }],
      },
    },
    opts,
  );
  if (isScaled(args.shape.replicas)) {
    new HorizontalPodAutoscaler(
      `${name}-autoscaler`,
      { metadata, spec: autoscalerSpec(args.objectName, args.shape.replicas, args.floor) },
      { ...opts, dependsOn: [deployment] },
    );
  }
  new PodDisruptionBudget(
    `${name}-disruption-budget`,
    {
      metadata,
      spec: {
        maxUnavailable: MAX_AWAY,
        // Pods that never get ready would else keep their node from being drained for ever.
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: selectorLabels(args.subject) },
      },
    },
    opts,
  );
  return { deployment, service };
}

function createDeployment(
  name: string,
  args: WorkloadObjectsArgs,
  account: ServiceAccount,
  opts: pulumi.CustomResourceOptions,
): Deployment {
  const { shape, subject } = args;
  const selector = selectorLabels(subject);
  const deadline = rolloutSeconds(shape);
  const spec = workloadPodSpec({
    shape,
    selector,
    config: args.config,
    configMap: createConfig(name, args, account, opts),
    serviceAccount: account.metadata.name,
  });
  return new Deployment(
    `${name}-deployment`,
    {
      metadata: {
        name: args.objectName,
        namespace: args.namespace,
        labels: standardLabels(subject),
      },
      spec: {
        // Never declared under an autoscaler: each `up` would set back what it has decided.
        ...(isScaled(shape.replicas) ? {} : { replicas: shape.replicas.min }),
        selector: { matchLabels: selector },
        strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: MAX_SURGE } },
        progressDeadlineSeconds: deadline,
        template: { metadata: { labels: standardLabels(subject) }, spec },
      },
    },
    { ...opts, customTimeouts: { create: `${deadline}s`, update: `${deadline}s` } },
  );
}

/** @returns the name of the ConfigMap; of none where there is nothing to put into it. */
function createConfig(
  name: string,
  args: WorkloadObjectsArgs,
  account: ServiceAccount,
  opts: pulumi.CustomResourceOptions,
): pulumi.Input<string> {
  const data = configData(args.config);
  if (Object.keys(data).length === 0) return '';
  const kept = new KeptConfig(
    `${name}-config`,
    {
      prefix: args.objectName,
      namespace: args.namespace,
      labels: standardLabels(args.subject),
      data,
      account,
      keeper: args.keeper,
    },
    opts,
  );
  return kept.configMap;
}

/** A pod that may take long to start must not fail the rollout meanwhile. */
function rolloutSeconds({ probes: { startup } }: WorkloadShape): number {
  return Math.max(ROLLOUT_SECONDS, startup.periodSeconds * startup.failureThreshold + 60);
}
