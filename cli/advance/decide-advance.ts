import { decideRise } from '../../model/rise';
import type { Share } from '../../model/share';
import type { Situation } from '../situation';

/** What is known when somebody wants to raise the share. */
export interface AdvanceFacts {
  /** What the stack file says. */
  readonly from: Share;
  readonly to: Share;
  readonly situation: Situation;
  /** Ready pods of V2; undefined when there is no V2 yet. */
  readonly readyV2: number | undefined;
  /** What the rules, the evidence and a freeze have against it. */
  readonly refusals: readonly string[];
}

/** Commands for messages. */
export interface AdvanceCommands {
  readonly stack: string;
  readonly release: string;
}

/** @returns every reason against the rise; none: it may be written. */
export function reasonsAgainst(
  facts: AdvanceFacts,
  { stack, release }: AdvanceCommands,
): readonly string[] {
  const { from, to, situation, readyV2, refusals } = facts;
  const { desired, hold, observed, effective, problems } = situation;
  const reasons: string[] = [...problems];
  if (desired !== undefined && desired !== from) {
    const mend = `bring them together first: pulumi up --stack ${stack}`;
    reasons.push(`the stack file says ${from} %, and the cluster ${desired} %; ${mend}`);
  }
  if (effective !== undefined && observed !== effective) {
    const seen = observed === undefined ? 'nothing' : `${observed} %`;
    const mend = `see cutover status --stack ${stack}`;
    reasons.push(`the gateways confirm ${seen}, and are to serve ${effective} %; ${mend}`);
  }
  if (hold !== undefined) {
    const decision = decideRise(
      { desired: to, previous: from, hold, readyV2, v1: 'serving' },
      release,
    );
    if (!decision.allowed) reasons.push(decision.refusal);
  }
  reasons.push(...refusals);
  return reasons;
}
