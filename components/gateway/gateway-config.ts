import { ConfigMap } from '@pulumi/kubernetes/core/v1/configMap';
import * as pulumi from '@pulumi/pulumi';
import type { AgentSettingsInput } from '../../model/agent-settings';
import type { V1State } from '../../model/finalise';
import { renderGateway } from '../../model/gateway/gateway';
import { GATEWAY_COMPONENT, gatewayName } from '../../model/names';
import type { Service } from '../../model/service/service';
import { contentHash } from '../content-hash';
import { standardLabels } from '../labels';

export interface GatewayConfigArgs {
  readonly service: Service;
  readonly namespace: pulumi.Input<string>;
  readonly v1State: V1State;
  readonly settings: pulumi.Input<AgentSettingsInput>;
}

/**
 * The gateway's fixed configuration: what NGINX, its script and the agent read, in an immutable ConfigMap whose
 * name ends in the hash of its content. Another content is another object: pods that run keep theirs, and the
 * same content always has the same name.
 */
export class GatewayConfig extends pulumi.ComponentResource {
  /** Name of the ConfigMap. */
  readonly configMap: pulumi.Output<string>;

  constructor(name: string, args: GatewayConfigArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:GatewayConfig', name, {}, opts);
    const data = pulumi.output(args.settings).apply((settings) => ({
      'agent.json': JSON.stringify(settings, null, 2),
      ...renderGateway(args.service, { v1State: args.v1State }),
    }));
    const configMap = new ConfigMap(
      `${name}-map`,
      {
        metadata: {
          name: data.apply(
            (content) => `${gatewayName(args.service.name)}-${contentHash(content)}`,
          ),
          namespace: args.namespace,
          labels: standardLabels({ service: args.service.name, component: GATEWAY_COMPONENT }),
        },
        immutable: true,
        data,
      },
      { parent: this },
    );
    this.configMap = configMap.metadata.name;
    this.registerOutputs({ configMap: this.configMap });
  }
}
