import type { V1State } from './finalise';
import { describeHold, isInForce, type Hold } from './hold';
import { effectiveShare, FULL_SHARE, type Share } from './share';

/** What is known when a stack is about to be previewed or updated. */
export interface RiseFacts {
  /** What the stack config says now. */
  readonly desired: Share;
  /** What the last update of the stack wrote; `undefined` before the first. */
  readonly previous: Share | undefined;
  /** The hold as the cluster has it now. */
  readonly hold: Hold;
  /** Ready pods of V2; `undefined` when V2 does not exist yet and is awaited by this very update. */
  readonly readyV2: number | undefined;
  /** What the stack config asks for V1. */
  readonly v1: V1State;
}

/** What follows from the facts: the share to serve, or why it may not rise. */
export type RiseDecision =
  | { readonly allowed: true; readonly effective: Share }
  | { readonly allowed: false; readonly refusal: string };

/**
 * Decides whether the desired share may be applied.
 *
 * Only a rise can be refused. An unchanged or lower share always goes through, whatever the state of the
 * hold or of V2: other changes must still deploy under a hold, and a repair of V2 must not be refused
 * because V2 is broken. Once V1 is removed, no hold can lower the share: there is nothing else to serve.
 *
 * @param release - the command that releases a hold on this stack.
 */
export function decideRise(facts: RiseFacts, release: string): RiseDecision {
  const { desired, previous, hold, readyV2 } = facts;
  const effective = facts.v1 === 'removed' ? FULL_SHARE : effectiveShare(desired, hold.share);
  if (desired <= (previous ?? 0)) return { allowed: true, effective };
  const rise = `the share may not rise from ${previous ?? 0} % to ${desired} %`;
  if (isInForce(hold) && desired > hold.share) {
    return {
      allowed: false,
      refusal: `${rise}: ${describeHold(hold)}; release it with: ${release}`,
    };
  }
  if (readyV2 === 0) {
    return {
      allowed: false,
      refusal: `${rise}: V2 has no ready pod; make V2 ready first, at the present share`,
    };
  }
  return { allowed: true, effective };
}
