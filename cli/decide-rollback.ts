import { describeHold, isInForce, type Hold } from '../model/hold';
import type { Share } from '../model/share';
import type { Situation } from './situation';

/** What a person asks for. */
export interface RollbackRequest {
  /** The share that V2 may have at most. */
  readonly to: Share;
  readonly reason: string;
  readonly by: string;
  /** ISO 8601 in UTC. */
  readonly since: string;
}

export type RollbackDecision =
  | { readonly kind: 'write'; readonly hold: Hold }
  /** A hold at this very share is in force already; who put it there, and why, stays. */
  | { readonly kind: 'keep'; readonly hold: Hold }
  | { readonly kind: 'refuse'; readonly why: string };

/**
 * A rollback only ever lowers. A hold that cannot be read refuses nothing: the way down must not depend
 * on the state of what it is about to overwrite.
 *
 * @param release - the command that releases a hold.
 */
export function decideRollback(
  { hold, effective, desired }: Situation,
  request: RollbackRequest,
  release: string,
): RollbackDecision {
  const { to, ...who } = request;
  if (hold && isInForce(hold)) {
    if (hold.share < to) {
      const why = `a rollback to ${to} % would raise the ${describeHold(hold)}; release it with: ${release}`;
      return { kind: 'refuse', why };
    }
    if (hold.share === to) return { kind: 'keep', hold };
  }
  const limit = effective ?? desired;
  if (limit !== undefined && to > limit) {
    const why = `a rollback to ${to} % would not lower the share: it is ${limit} % now; raise it by pulumi up`;
    return { kind: 'refuse', why };
  }
  return { kind: 'write', hold: { share: to, ...who, trigger: 'manual', evidence: '' } };
}
