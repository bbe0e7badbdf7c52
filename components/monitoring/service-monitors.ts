import { CustomResource } from '@pulumi/kubernetes/apiextensions/customResource';
import { Service } from '@pulumi/kubernetes/core/v1/service';
import type * as pulumi from '@pulumi/pulumi';
import { targetLabels, type Target } from '../../model/monitoring/targets';
import { standardLabels, type LabelSubject } from '../labels';

export interface ServiceMonitorsArgs {
  /** Name of the migrating service. */
  readonly service: string;
  readonly namespace: string;
  readonly targets: readonly Target[];
  /** Labels by which the operator looks for its objects. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Marks the Services that are for Prometheus alone. */
const METRICS_LABEL = 'cutover.dev/metrics';

/**
 * Makes a headless Service and a ServiceMonitor for each target. The Services that clients use are not taken: they are
 * without the agent's port, so that nobody outside reaches it, and without pods that are not ready, of which one wants
 * to know most.
 */
export function createServiceMonitors(
  name: string,
  args: ServiceMonitorsArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  for (const target of args.targets) {
    const role = target.place.replace('/', '-');
    const metadata = {
      name: `${target.job}-metrics`,
      namespace: args.namespace,
      labels: {
        ...standardLabels(subject(args.service, target)),
        [METRICS_LABEL]: target.job,
      },
    };
    new Service(
      `${name}-${role}-metrics`,
      {
        metadata,
        spec: {
          clusterIP: 'None',
          publishNotReadyAddresses: true,
          selector: { ...target.selector },
          ports: [{ name: 'metrics', port: target.port, targetPort: target.port }],
        },
      },
      opts,
    );
    new CustomResource(
      `${name}-${role}-monitor`,
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: {
          name: target.job,
          namespace: args.namespace,
          labels: { ...metadata.labels, ...args.labels },
        },
        spec: serviceMonitorSpec(args.service, target),
      },
      opts,
    );
  }
}

function serviceMonitorSpec(service: string, target: Target) {
  return {
    selector: { matchLabels: { [METRICS_LABEL]: target.job } },
    sampleLimit: target.sampleLimit,
    endpoints: [
      {
        port: 'metrics',
        path: target.path,
        interval: target.every,
        scrapeTimeout: target.every,
        honorLabels: target.honorLabels,
        // The operator would call job and service by the name of the headless Service.
        relabelings: Object.entries(targetLabels(service, target)).map(
          ([targetLabel, replacement]) => ({ targetLabel, replacement, action: 'replace' }),
        ),
      },
    ],
  };
}

function subject(service: string, { place, version }: Target): LabelSubject {
  if (place.startsWith('companion/')) {
    return { service, component: 'metrics', companion: place.replace('companion/', '') };
  }
  return { service, component: 'metrics', ...(version ? { version } : {}) };
}
