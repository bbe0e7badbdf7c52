import * as pulumi from '@pulumi/pulumi';
import {
  GATEWAY_COMPONENT,
  gatewayName,
  holdConfigMapName,
  trafficConfigMapName,
} from '../../model/names';
import { createApiAccess } from '../api-access';
import { standardLabels } from '../labels';

export interface GatewayRightsArgs {
  readonly service: string;
  readonly namespace: pulumi.Input<string>;
}

/**
 * What the agents may do: read the two ConfigMaps that say the share, write the observed share into one of
 * them, see the gateway's pods, annotate them, and see which pods of the versions are ready. Pods have names of their own each, so the right to
 * annotate cannot be confined to the agent's own Pod.
 */
export class GatewayRights extends pulumi.ComponentResource {
  /** Name of the ServiceAccount. */
  readonly serviceAccount: pulumi.Output<string>;

  constructor(name: string, args: GatewayRightsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:GatewayRights', name, {}, opts);
    const metadata = {
      name: gatewayName(args.service),
      namespace: args.namespace,
      labels: standardLabels({ service: args.service, component: GATEWAY_COMPONENT }),
    };
    const rules = agentRules(args.service);
    this.serviceAccount = createApiAccess(name, { metadata, rules }, { parent: this });
    this.registerOutputs({ serviceAccount: this.serviceAccount });
  }
}

/** @returns the rules of the agents' Role, in the namespace of the service. */
export function agentRules(service: string) {
  const traffic = trafficConfigMapName(service);
  return [
    {
      apiGroups: [''],
      resources: ['configmaps'],
      resourceNames: [traffic, holdConfigMapName(service)],
      verbs: ['get', 'list', 'watch'],
    },
    { apiGroups: [''], resources: ['configmaps'], resourceNames: [traffic], verbs: ['patch'] },
    { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch', 'patch'] },
    {
      apiGroups: ['discovery.k8s.io'],
      resources: ['endpointslices'],
      verbs: ['get', 'list', 'watch'],
    },
  ];
}
