import { z } from 'zod';
import type { Share } from '../share';
import { day, durationWithin, objectName } from './fields';

const step = z.strictObject({
  share: z.int().min(0).max(100).describe("V2's part of the traffic in percent."),
  soak: durationWithin('0', '365d')
    .default('0')
    .describe('Least time at this share before the next one; 365d at most.'),
});

/** One phase of a migration: its steps are the shares that its pull requests set, in order. */
const phaseSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/, {
      error: 'hold only a-z, 0-9 and -, 40 characters at most',
    })
    .describe('Name of the phase, unique in the plan.'),
  steps: z
    .array(step)
    .min(1, { error: 'list at least one step' })
    .describe('Shares of the phase in rising order.'),
  gates: z
    .array(objectName)
    .min(1, { error: 'name at least one gate; left out, all count' })
    .optional()
    .describe('Gates that count at the shares of this phase; left out: all.'),
});

/** The end of a migration: V1 is announced to go, and goes by a second step. */
const finalise = z
  .strictObject({
    stable: durationWithin('0', '365d')
      .default('30d')
      .describe('Least time at 100 before V1 may be marked deprecated; 365d at most.'),
    deprecated: day
      .optional()
      .describe('Day from which V1 is deprecated, for its Deprecation header.'),
    sunset: day.optional().describe('Day from which V1 may be removed, for its Sunset header.'),
    link: z
      .url({ protocol: /^https?$/, error: 'be a URL such as https://example.com/v1-sunset' })
      .regex(/^[\x21-\x7e]*$/, { error: 'be printable ASCII without blanks' })
      .max(1_024)
      .optional()
      .describe('Page that tells clients of V1 what to do.'),
  })
  .refine(
    ({ deprecated, sunset }) =>
      deprecated === undefined || sunset === undefined || sunset > deprecated,
    { error: "be later than 'deprecated'", path: ['sunset'] },
  );

export const planSchema = z.strictObject({
  phases: z
    .array(phaseSchema)
    .min(1, { error: 'list at least one phase' })
    .describe('The phases in the order in which they are taken.')
    .superRefine((phases, context) => {
      const seen = new Set<string>();
      let highest = -1;
      phases.forEach((phase, index) => {
        if (seen.has(phase.name) || phase.name === FINALISE) {
          context.addIssue({
            code: 'custom',
            path: [index, 'name'],
            message: phase.name === FINALISE ? `not be '${FINALISE}'` : 'be unique in the plan',
            input: phase.name,
          });
        }
        seen.add(phase.name);
        phase.steps.forEach(({ share: value }, at) => {
          // A phase may begin at the share with which the one before it ends.
          const again = at > 0 && value === highest;
          if (value < highest || again) {
            const rule = again ? 'be greater than' : 'be no less than';
            context.addIssue({
              code: 'custom',
              path: [index, 'steps', at, 'share'],
              message: `${rule} the share before it, ${highest}`,
              input: value,
            });
          }
          highest = Math.max(highest, value);
        });
      });
    }),
  abSamples: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .optional()
    .describe('Requests that V2 must have answered before `cutover ab` passes; left out: any.'),
  finalise: finalise
    .prefault({})
    .describe('The last phase: V1 is marked deprecated, then removed, by `cutover:finalise`.'),
});

export type Plan = z.infer<typeof planSchema>;

/** Name of the phase of a share that no phase of the plan reaches. */
export const UNPLANNED = 'unplanned';

/** Name of the phase in which V1 is deprecated or removed. */
export const FINALISE = 'finalise';

/**
 * The phase in which a share lies: the first whose steps go up to it or beyond. Two phases may share a
 * border value (25 ends one phase and starts the next); the earlier one has it, because the share has not
 * left that phase yet.
 */
export function phaseOf(plan: Plan, value: Share): string {
  const reaches = (phase: Plan['phases'][number]): boolean =>
    phase.steps.some(({ share }) => share >= value);
  return plan.phases.find(reaches)?.name ?? UNPLANNED;
}

/** @returns the plan that a checked service file names. */
export function planInForce(service: {
  readonly plans: Record<string, Plan>;
  readonly plan: string;
}): Plan {
  const plan = service.plans[service.plan];
  if (plan === undefined) throw new Error(`no plan '${service.plan}'`);
  return plan;
}
