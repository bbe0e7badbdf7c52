import { z } from 'zod';
import { day } from './service/fields';

/** Pulumi takes a day without quotes in a stack file for a time, and hands it on as `2026-12-31 00:00:00 +0000 UTC`. */
function dayOfTime(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/ 00:00:00 \+0000 UTC$/, '') : value;
}

/**
 * A rule of the policy pack that a stack may break for a while. It stands in the stack's config, so that it is
 * reviewed, and stays in the stack's history with its reason and the one who answers for it.
 */
const policyOverride = z.strictObject({
  rule: z.string().min(1).describe('Name of the rule, for example soak.'),
  reason: z.string().trim().min(10, { error: 'say why in at least 10 characters' }),
  owner: z.string().trim().min(1, { error: 'name who answers for it' }),
  until: z.preprocess(dayOfTime, day.optional()).describe('Last day, in UTC, on which it counts.'),
});

export const policyOverridesSchema = z.array(policyOverride);

export type PolicyOverride = z.infer<typeof policyOverride>;

/** @returns whether one of the overrides lets a rule be broken today, in UTC. */
export function isOverridden(
  overrides: readonly PolicyOverride[],
  rule: string,
  now: Date,
): boolean {
  return overrideOf(overrides, rule, now) !== undefined;
}

/** @returns the override that lets a rule be broken today, in UTC; `undefined` where there is none. */
export function overrideOf(
  overrides: readonly PolicyOverride[],
  rule: string,
  now: Date,
): PolicyOverride | undefined {
  const today = now.toISOString().slice(0, 10);
  return overrides.find((one) => one.rule === rule && (one.until ?? today) >= today);
}

/** @returns why and by whom a rule is let be broken, for messages. */
export function describeOverride({ reason, owner, until }: PolicyOverride): string {
  return `${reason} (${owner}${until === undefined ? '' : `, until ${until}`})`;
}
