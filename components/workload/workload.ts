import type { Deployment } from '@pulumi/kubernetes/apps/v1/deployment';
import * as pulumi from '@pulumi/pulumi';
import {
  trafficConfigMapName,
  VERSION_COMPONENT,
  versionName,
  type Version,
} from '../../model/names';
import type { Service, ServiceVersion } from '../../model/service/service';
import { assignedAddress } from '../service-address';
import { createWorkloadObjects } from './workload-objects';

export interface WorkloadArgs {
  /** Name of the migrating service. A plain value: it names the children. */
  readonly service: string;
  readonly version: Version;
  /** What runs. A plain value: it decides which children there are. */
  readonly shape: ServiceVersion;
  readonly namespace: pulumi.Input<string>;
  /** Feature flags, as environment and as files in `/etc/cutover/flags`. */
  readonly flags: Service['flags'];
  /** Least number of pods; from `model/capacity.ts`. */
  readonly floor: number;
  /** A provider of Kubernetes with `upsertExistingObjects`, for the config that is kept. */
  readonly keeper: pulumi.ProviderResource;
}

/**
 * One version of the migrating service: Deployment, Service, ServiceAccount without token, disruption budget, the
 * config that is kept, and, where `replicas` is a range, the autoscaler. The Service's ClusterIP is what
 * the gateway sends the version's part to.
 *
 * Flags are part of the immutable config and of the pod's environment at once, and a change of either rolls the
 * pods: within one pod they never differ. The share is neither: `flags.percentage` is a file that kubelet keeps up to
 * date from the traffic ConfigMap, and a change of the share restarts no pod and changes no object of the version
 * but the floor of its autoscaler.
 *
 * @example
 * new Workload('v2', {
 *   service: 'supersmartmatch', version: 'v2', shape: service.versions.v2, namespace: 'supersmartmatch',
 *   flags: service.flags, floor: 3, keeper,
 * });
 */
export class Workload extends pulumi.ComponentResource {
  /** Where the gateway reaches it: an address, so that no rollback waits for DNS. */
  readonly upstream: { readonly address: pulumi.Output<string>; readonly port: number };
  readonly deployment: Deployment;

  constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:Workload', name, {}, opts);
    const { service, version, shape, flags } = args;
    const objects = createWorkloadObjects(
      name,
      {
        objectName: versionName(service, version),
        namespace: args.namespace,
        subject: { service, component: VERSION_COMPONENT, version },
        shape,
        config: {
          files: shape.files,
          flags: flags.values,
          percentage:
            flags.percentage === undefined
              ? undefined
              : { flag: flags.percentage, configMap: trafficConfigMapName(service) },
        },
        floor: args.floor,
        keeper: args.keeper,
      },
      { parent: this },
    );
    this.deployment = objects.deployment;
    this.upstream = { address: assignedAddress(objects.service), port: shape.port };
    this.registerOutputs({ upstream: this.upstream });
  }
}
