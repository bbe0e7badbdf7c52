import { describeFrozen, frozenAt } from '../freeze';
import { describeOverride, overrideOf, type PolicyOverride } from '../policy-override';
import { gateMode } from '../service/monitoring';
import { evidenceAgainst, type Raise } from './evidence-against';

/** Rules that a reviewed override lets be broken, as the policy pack calls them. */
type RaiseRule = 'evidence' | 'freeze';

export interface RaiseRequest extends Raise {
  readonly overrides: readonly PolicyOverride[];
  /** Name of the stack, for the commands in messages. */
  readonly stack: string;
}

/** What is to be told of a rise. */
export interface RaiseAdvice {
  /** Why the share may not rise; empty where it may. */
  readonly refusals: readonly string[];
  /** What would stand against it, and does not count. */
  readonly warnings: readonly string[];
}

/**
 * Decides whether evidence and freezes let the share rise. A lower or unchanged share is none of their concern.
 *
 * Each refusal says what is wrong, how to look closer, and how a rise is let through all the same: by an override in
 * the stack's config, which is reviewed and remains in its history.
 */
export function adviseRaise(request: RaiseRequest): RaiseAdvice {
  const { service, from, to, now, overrides, stack } = request;
  const refusals: string[] = [];
  const warnings: string[] = [];
  if (to <= from) return { refusals, warnings };

  const tell = (rule: RaiseRule, reason: string, look: string, isAdvice = false): void => {
    const problem = `the share may not rise from ${from} % to ${to} %: ${reason}`;
    const override = overrideOf(overrides, rule, now);
    if (override !== undefined) {
      warnings.push(`${rule} overridden, ${describeOverride(override)}: ${problem}`);
    } else if (isAdvice) {
      warnings.push(`advised only ('monitoring.gates'): ${problem}; ${look}`);
    } else {
      refusals.push(
        `${problem}; ${look}; to let it through, have an override of '${rule}' in cutover:policyOverrides reviewed`,
      );
    }
  };

  const mode = gateMode(service.monitoring);
  const against = mode === 'off' ? undefined : evidenceAgainst(request);
  if (against !== undefined) {
    tell(
      'evidence',
      against,
      `look closer with: cutover gates --stack ${stack}`,
      mode === 'advise',
    );
  }
  const frozen = frozenAt(service.freezes, now);
  if (frozen !== undefined) {
    tell('freeze', describeFrozen(frozen), `see 'freezes' in the file of ${service.name}`);
  }
  return { refusals, warnings };
}
