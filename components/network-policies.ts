import { NetworkPolicy } from '@pulumi/kubernetes/networking/v1/networkPolicy';
import * as pulumi from '@pulumi/pulumi';
import type { AllowedPath } from '../model/isolation';
import { standardLabels } from './labels';
import { networkPolicies } from './network-policy-specs';

export interface NetworkPoliciesArgs {
  /** Name of the migrating service. A plain value: it names the children. */
  readonly service: string;
  readonly namespace: pulumi.Input<string>;
  /** From `allowedPaths` in `model/isolation.ts`. A plain value: it decides which children there are. */
  readonly paths: readonly AllowedPath[];
}

/**
 * The isolation of a service: every connection from and to the pods of its namespace is refused, except for the paths
 * that are listed. Needs a network plugin that enforces policies; without one they are accepted and do nothing.
 *
 * What runs in the namespace depends on this component, so that no pod is ever up without it.
 *
 * @example
 * const policies = new NetworkPolicies('policies', {
 *   service: 'supersmartmatch', namespace: 'supersmartmatch', paths: allowedPaths(service, false),
 * });
 */
export class NetworkPolicies extends pulumi.ComponentResource {
  constructor(name: string, args: NetworkPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:NetworkPolicies', name, {}, opts);
    for (const { role, spec } of networkPolicies(args.service, args.paths)) {
      new NetworkPolicy(
        `${name}-${role}`,
        {
          metadata: {
            name: `${args.service}-${role}`,
            namespace: args.namespace,
            labels: standardLabels({ service: args.service, component: 'isolation' }),
          },
          spec,
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
