import type { ServiceAccount } from '@pulumi/kubernetes/core/v1/serviceAccount';
import { ConfigMap } from '@pulumi/kubernetes/core/v1/configMap';
import * as pulumi from '@pulumi/pulumi';
import { createHash } from 'node:crypto';

export interface KeptConfigArgs {
  /** What the name begins with: that of the Deployment it belongs to. */
  readonly prefix: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
  /** The content. A plain value: its hash is the end of the name. */
  readonly data: Readonly<Record<string, string>>;
  /** The account of the pods that read it: when it goes, every config that was ever made goes with it. */
  readonly account: ServiceAccount;
  /** A provider of Kubernetes with `upsertExistingObjects`. */
  readonly keeper: pulumi.ProviderResource;
}

/**
 * The configuration of one version, immutable and kept until the version is removed.
 *
 * `kubectl rollout undo` brings back the pods of an earlier revision, and they name the config that they were made
 * with: it must still be there. So each content is an object of its own, named by its hash, and:
 *
 * - another content makes another object, and Pulumi lets go of the former one without deleting it
 *   (`retainOnDelete`);
 * - a content that comes back, as after `git revert`, takes the object that is still there. Pulumi would refuse
 *   to create what exists, except for a provider with `upsertExistingObjects`. It is a provider of its own, so that
 *   everything else is still protected from being taken over; here the name vouches for the content;
 * - all of them belong to the version's ServiceAccount. Pulumi deletes that when the version is removed (`finalise`),
 *   and the garbage collector of Kubernetes deletes what belonged to it, the kept ones too.
 *
 * The reasons are in `docs/adr/0011-config-is-kept.md`.
 */
export class KeptConfig extends pulumi.ComponentResource {
  /** Name of the ConfigMap. */
  readonly configMap: pulumi.Output<string>;

  constructor(name: string, args: KeptConfigArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:KeptConfig', name, {}, opts);
    const { account } = args;
    const configMap = new ConfigMap(
      `${name}-map`,
      {
        metadata: {
          name: `${args.prefix}-${contentHash(args.data)}`,
          namespace: args.namespace,
          labels: args.labels,
          // The labels may have changed since the same content was written by another provider.
          annotations: { 'pulumi.com/patchForce': 'true' },
          ownerReferences: [
            {
              apiVersion: 'v1',
              kind: 'ServiceAccount',
              name: account.metadata.name,
              uid: account.metadata.uid.apply(
                (uid: string | undefined) => uid ?? (pulumi.unknown as string),
              ),
            },
          ],
        },
        immutable: true,
        data: args.data,
      },
      { parent: this, provider: args.keeper, retainOnDelete: true },
    );
    this.configMap = configMap.metadata.name;
    this.registerOutputs({ configMap: this.configMap });
  }
}

function contentHash(data: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 10);
}
