import * as pulumi from '@pulumi/pulumi';
import { COMPANION_COMPONENT, companionName } from '../../model/names';
import type { Companion as CompanionShape } from '../../model/service/service';
import { createWorkloadObjects } from './workload-objects';

export interface CompanionArgs {
  /** Name of the migrating service. A plain value: it names the children. */
  readonly service: string;
  /** Name of the companion within the service. */
  readonly companion: string;
  /** What runs. A plain value: it decides which children there are. */
  readonly shape: CompanionShape;
  readonly namespace: pulumi.Input<string>;
  /** A provider of Kubernetes with `upsertExistingObjects`, for the config that is kept. */
  readonly keeper: pulumi.ProviderResource;
}

/**
 * What runs beside the versions for them, made of the same parts as they are. The versions of `usedBy` reach it at
 * `<service>-<companion>:<port>`; the gateway never does. It has no flags, and no floor but its own `replicas.min`:
 * nothing is known of its load.
 *
 * @example
 * new Companion('companion-nexten', {
 *   service: 'supersmartmatch', companion: 'nexten', shape: service.companions.nexten,
 *   namespace: 'supersmartmatch', keeper,
 * });
 */
export class Companion extends pulumi.ComponentResource {
  /** Where the versions reach it, as `host:port`. */
  readonly address: string;

  constructor(name: string, args: CompanionArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:Companion', name, {}, opts);
    const { service, companion, shape } = args;
    const objectName = companionName(service, companion);
    createWorkloadObjects(
      name,
      {
        objectName,
        namespace: args.namespace,
        subject: { service, component: COMPANION_COMPONENT, companion },
        shape,
        config: { files: shape.files, flags: {} },
        floor: shape.replicas.min,
        keeper: args.keeper,
      },
      { parent: this },
    );
    this.address = `${objectName}:${shape.port}`;
    this.registerOutputs({ address: this.address });
  }
}
