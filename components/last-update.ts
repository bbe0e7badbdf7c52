import * as pulumi from '@pulumi/pulumi';
import { parseShare, type Share } from '../model/share';

/** Name of the stack output in `index.ts` that the next update reads back. */
const DESIRED_SHARE_OUTPUT = 'desiredShare';

/**
 * The desired share that the last update of this stack wrote, from the stack's own outputs: Pulumi keeps
 * them unchanged until an update has ended, so during an update they still tell the state before it.
 *
 * @param name - logical name of the reference.
 * @returns `undefined` before the first update.
 */
export function lastDesiredShare(
  name: string,
  opts?: pulumi.CustomResourceOptions,
): pulumi.Output<Share | undefined> {
  const stack = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join('/');
  const reference = new pulumi.StackReference(name, { name: stack }, opts);
  return reference
    .getOutput(DESIRED_SHARE_OUTPUT)
    .apply((value: unknown) => parseShare(String(value)));
}
