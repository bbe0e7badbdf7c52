import { Namespace as KubernetesNamespace } from '@pulumi/kubernetes/core/v1/namespace';
import * as pulumi from '@pulumi/pulumi';
import { standardLabels } from './labels';

export interface NamespaceArgs {
  readonly name: string;
  /** Name of the migrating service that lives in it. */
  readonly service: string;
}

/** The namespace of one migrating service; refuses every pod that Pod Security "restricted" does not allow. */
export class Namespace extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: NamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:Namespace', name, {}, opts);
    const namespace = new KubernetesNamespace(
      `${name}-namespace`,
      {
        metadata: {
          name: args.name,
          labels: {
            ...standardLabels({ service: args.service, component: 'namespace' }),
            'pod-security.kubernetes.io/enforce': 'restricted',
          },
        },
      },
      { parent: this },
    );
    this.name = namespace.metadata.name;
    this.registerOutputs({ name: this.name });
  }
}
