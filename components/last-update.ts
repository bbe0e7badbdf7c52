import * as pulumi from '@pulumi/pulumi';
import { parseV1State, type V1State } from '../model/finalise';
import { parseShare, type Share } from '../model/share';

/** What the last update of this stack wrote; a value that it did not write is `undefined`. */
export interface LastUpdate {
  readonly desiredShare: Share | undefined;
  /** Since when that share had been desired, ISO 8601 in UTC. */
  readonly shareSince: string | undefined;
  readonly v1State: V1State | undefined;
}

/**
 * What the last update wrote, from the stack's own outputs (`index.ts` exports them under these names). Pulumi keeps
 * them unchanged until an update has ended, so during an update they still tell the state before it.
 *
 * @param name - logical name of the reference.
 */
export function lastUpdate(
  name: string,
  opts?: pulumi.CustomResourceOptions,
): pulumi.Output<LastUpdate> {
  const stack = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join('/');
  const reference = new pulumi.StackReference(name, { name: stack }, opts);
  return pulumi
    .all([
      output(reference, 'desiredShare'),
      output(reference, 'shareSince'),
      output(reference, 'v1State'),
    ])
    .apply(([share, since, state]) => ({
      desiredShare: parseShare(String(share)),
      shareSince: typeof since === 'string' ? since : undefined,
      v1State: parseV1State(state),
    }));
}

function output(reference: pulumi.StackReference, name: keyof LastUpdate): pulumi.Output<unknown> {
  return reference.getOutput(name);
}
