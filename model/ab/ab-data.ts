import { z } from 'zod';

/** Why something was not measured. */
const missing = z.strictObject({ verdict: z.enum(['no-data', 'error']), reason: z.string() });

const count = z.number().min(0);
const counted = z.union([count, missing]);
const ofVersions = <One extends z.ZodType>(one: One) => z.strictObject({ v1: one, v2: one });

const buckets = z.array(count).min(1);
/** One value a window; null where it was not a number. */
const values = z.union([z.array(z.number().nullable()), missing]);

/**
 * What was measured of both versions over a time: all that a comparison is computed from, and nothing that follows from it.
 * `cutover ab --save` writes it, `--replay` judges it again.
 */
export const abDataSchema = z.strictObject({
  format: z.literal(1),
  service: z.string(),
  namespace: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Length of the windows, one after another, over which everything was counted. */
  windowSeconds: z.number().positive(),
  /** Least and greatest observed share. */
  share: z.union([z.strictObject({ least: z.number(), most: z.number() }), missing]),
  /** Requests by the version that answered, on routes that are split. */
  answered: ofVersions(counted),
  /** Requests for V2 that V1 answered. */
  fallbacks: counted,
  /** Attempts at a version that failed, those that a fallback hid among them. */
  failures: ofVersions(counted),
  /** Latencies by bucket: upper ends in seconds as Prometheus writes them, `+Inf` last, and counts summed up to each. */
  latency: z.union([
    z.strictObject({ bounds: z.array(z.string()).min(1), v1: buckets, v2: buckets }),
    missing,
  ]),
  /** Values of the gates that know both versions, by the name of the gate. */
  metrics: z.record(z.string(), ofVersions(values)),
});

export type AbData = z.infer<typeof abDataSchema>;
export type Unmeasured = z.infer<typeof missing>;

export const isMissing = (value: unknown): value is Unmeasured =>
  typeof value === 'object' && value !== null && 'reason' in value;
