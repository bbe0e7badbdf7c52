import { z } from 'zod';
import type { Share } from './share';

const share = z.int().min(0).max(100);

/** One phase of a migration: its steps are the shares that its pull requests set, in order. */
const phaseSchema = z.strictObject({
  /** Name of the phase, unique in the plan. */
  name: z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, {
    error: 'hold only a-z, 0-9 and -',
  }),
  /** Shares of the phase in rising order. */
  shares: z.array(share).min(1, { error: 'list at least one share' }),
});

/** The phases of a migration in the order in which they are taken. */
export const planSchema = z
  .array(phaseSchema)
  .min(1, { error: 'list at least one phase' })
  .superRefine((phases, context) => {
    const seen = new Set<string>();
    let highest = -1;
    phases.forEach((phase, index) => {
      if (seen.has(phase.name)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: 'be unique in the plan',
          input: phase.name,
        });
      }
      seen.add(phase.name);
      phase.shares.forEach((value, step) => {
        if (value < highest) {
          context.addIssue({
            code: 'custom',
            path: [index, 'shares', step],
            message: `be no less than the share before it, ${highest}`,
            input: value,
          });
        }
        highest = Math.max(highest, value);
      });
    });
  });

export type Plan = z.infer<typeof planSchema>;

/** Name of the phase of a share that no phase of the plan reaches. */
export const UNPLANNED = 'unplanned';

/**
 * The phase in which a share lies: the first whose shares go up to it or beyond. Two phases may share a
 * border value (25 ends one phase and starts the next); the earlier one has it, because the share has not
 * left that phase yet.
 */
export function phaseOf(plan: Plan, value: Share): string {
  return plan.find((phase) => Math.max(...phase.shares) >= value)?.name ?? UNPLANNED;
}
