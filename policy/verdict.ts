import { describeOverride } from '../model/policy-override';
import { describeProblem } from '../model/problem';
import { isRollback, type Change } from './change';
import { readOverrides } from './overrides';
import type { Finding, Rule } from './rule';

/** What is told of a finding, and whether it stops the update. */
export interface Verdict {
  readonly message: string;
  /** `undefined`: as the rule is enforced. */
  readonly enforcementLevel: 'advisory' | undefined;
}

/**
 * What becomes of a finding. In a rollback no rule stops anything: whoever lowers the share in an emergency must not
 * have to mend something else first. What was found is told all the same, and stops the next update.
 */
export function verdictOn(finding: Finding, rule: Pick<Rule, 'name'>, change: Change): Verdict {
  const problem = describeProblem(finding);
  if (isRollback(change)) {
    const { desired, last } = change;
    const message = `Not enforced in a rollback from ${last.desiredShare ?? 0} to ${desired ?? 0}: ${problem}`;
    return { message, enforcementLevel: 'advisory' };
  }
  const override = readOverrides(change).inForce.get(rule.name);
  if (override === undefined) return { message: problem, enforcementLevel: undefined };
  return {
    message: `Overridden, ${describeOverride(override)}: ${problem}`,
    enforcementLevel: 'advisory',
  };
}
