import { z } from 'zod';
import { UNITS } from '../gates/gate';
import { WEIGHTS } from '../gates/verdict';
import { durationWithin, objectName, oneLine } from './fields';

/** PromQL. That it parses and what type it has is checked by the rules across fields, which know the variables. */
const query = z.string().min(1, { error: 'not be empty' }).max(4_096);

const comparison = z
  .strictObject({
    atMostTimes: z.number().positive().optional().describe("V2 at most so many times V1's value."),
    atLeastTimes: z
      .number()
      .positive()
      .optional()
      .describe("V2 at least so many times V1's value."),
    atMostMore: z.number().optional().describe("V2 at most V1's value and so much more."),
    atLeastMore: z
      .number()
      .optional()
      .describe("V2 at least V1's value and so much more; -0.01: at most 0.01 less."),
  })
  .refine((bounds) => Object.keys(bounds).length > 0, { error: 'hold at least one bound' });

/** A check that must pass before the share may rise. What is left out of a built-in gate stays as it is built in. */
const gate = z.strictObject({
  name: objectName.describe(
    'Unique name. That of a built-in gate (error-rate, p95, availability, fallback-rate, v2-up) changes it.',
  ),
  description: oneLine(200).optional().describe('What it is for.'),
  query: query
    .optional()
    .describe(
      'PromQL of one value, with $service, $namespace, $version and $window; needed unless built in.',
    ),
  window: durationWithin('30s', '30d')
    .optional()
    .describe('Time that $window stands for, 30s to 30d; without it `monitoring.window`.'),
  atLeast: z.number().optional().describe('Least value of V2.'),
  atMost: z.number().optional().describe('Greatest value of V2.'),
  comparedToV1: comparison
    .optional()
    .describe('Bounds relative to V1, below share 100; the query must then name $version.'),
  minimumSamples: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .optional()
    .describe('Fewer samples are inconclusive; 0: they are not asked for. 124 without it.'),
  samples: query
    .optional()
    .describe("PromQL of the number of samples; without it, V2's requests at the gateway."),
  weight: z
    .enum(WEIGHTS)
    .optional()
    .describe('critical (the default) stops a rise; warning and info are told.'),
  dryRun: z.boolean().optional().describe('Judged and told, and stops nothing.'),
  minimumShare: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe('Least share at which it is judged; 1 without it.'),
  unit: z.enum(UNITS).optional().describe('Of its values; number without it.'),
  ifV1FailsToo: z
    .enum(['inconclusive', 'fail'])
    .optional()
    .describe(
      'Verdict where V1 misses an absolute bound as well: fail for what V1 is not expected to reach.',
    ),
});

export const gates = z
  .array(gate)
  .max(100)
  .default([])
  .superRefine((list, context) => {
    const seen = new Set<string>();
    list.forEach(({ name }, index) => {
      if (seen.has(name)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: 'be unique among the gates',
          params: { mend: 'rename it, or remove one of the two' },
          input: name,
        });
      }
      seen.add(name);
    });
  });

/** A gate as a service file writes it. */
export type WrittenGate = z.infer<typeof gate>;
