import { z } from 'zod';
import { gateSchema } from './gates/gate';
import { planSchema } from './service/plan';

const rounds = z.int().min(1);

/**
 * What the guard's component hands to the guard in its pods: `guard.json` in an immutable ConfigMap. Written by
 * `components/guard.ts`, read by `guard/`. A change of it rolls the guard, and evidence by other gates does not count.
 */
export const guardSettingsSchema = z.strictObject({
  service: z.string().min(1),
  namespace: z.string().min(1),
  /** Without the path of its API. */
  prometheus: z.url({ protocol: /^https?$/ }),
  /** Seconds between two judgements. */
  everySeconds: z.int().min(1).max(3_600),
  /** Judgements of a kind after which somebody is paged. */
  budgets: z.strictObject({ inconclusive: rounds, noData: rounds, error: rounds }),
  /** Every gate of the service; which of them are in force follows from the plan. */
  gates: z.array(gateSchema),
  plan: planSchema,
});

export type GuardSettings = z.infer<typeof guardSettingsSchema>;

/** The file with the settings inside a pod of the guard. */
export const GUARD_SETTINGS_PATH = '/etc/cutover/guard.json';

/** The guard's own HTTP port: `/live`, `/ready`, `/metrics`. */
export const GUARD_PORT = 9181;
