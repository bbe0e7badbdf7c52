import type { Change } from '../../policy/change';
import { withDefaults } from '../../policy/rule';
import { RULES } from '../../policy/rules/rules';
import { verdictOn } from '../../policy/verdict';

/** What the policy pack says of a change before anything of it is made. */
export interface RuleFindings {
  /** Stops the update; begins with the name of the rule. */
  readonly refused: readonly string[];
  /** Told, and stops nothing. */
  readonly told: readonly string[];
}

/**
 * Asks the rules of the pack that look at the change as a whole, by their defaults: the pack itself may be configured.
 * Freezes are told with the evidence, as the program tells them.
 */
export function ruleFindings(change: Change): RuleFindings {
  const refused: string[] = [];
  const told: string[] = [];
  for (const rule of RULES.filter(({ name }) => name !== 'freeze')) {
    for (const finding of rule.change?.(change, withDefaults(rule)) ?? []) {
      const { message, enforcementLevel = rule.enforcementLevel } = verdictOn(
        finding,
        rule,
        change,
      );
      (enforcementLevel === 'mandatory' ? refused : told).push(`${rule.name}: ${message}`);
    }
  }
  return { refused, told };
}
