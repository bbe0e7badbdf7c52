import { z } from 'zod';

const endpoint = z.strictObject({
  /** Name or address of the version's Service. */
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
});

const route = z.strictObject({
  /** Whether requests that are no GET, HEAD or OPTIONS may be sent again. */
  safe: z.boolean(),
  ignore: z.array(z.string()),
  tolerances: z.record(z.string(), z.number()),
  unordered: z.array(z.string()),
  /** In lower case. */
  headers: z.array(z.string()),
  additions: z.enum(['allow', 'refuse']),
});

/** What the comparator is told: `compare.json` in its immutable ConfigMap, written by `components/comparator`. */
export const compareSettingsSchema = z.strictObject({
  service: z.string().min(1),
  versions: z.strictObject({ v1: endpoint, v2: endpoint }),
  requestsPerSecond: z.number().positive(),
  timeoutSeconds: z.number().positive(),
  /** By the name of the route. */
  routes: z.record(z.string(), route),
});

export type CompareSettings = z.infer<typeof compareSettingsSchema>;

/** Where the settings are in the comparator's pod. */
export const COMPARE_SETTINGS_PATH = '/etc/cutover/compare.json';

/** Takes copies of requests from the gateway. */
export const COMPARE_PORT = 9_183;
/** `/live`, `/ready`, `/metrics`, `/examples`. */
export const COMPARE_PROBES_PORT = 9_182;

/** Names the route of a copied request. */
export const ROUTE_HEADER = 'x-cutover-route';
/** Tells a version that nobody waits for its reply, for example so that it sends no mail. */
export const COPY_HEADER = 'X-Cutover-Mirror';
