import { z } from 'zod';

/**
 * What the gateway script (`gateway/`) is told: `gateway.json` in the gateway's immutable ConfigMap. The script
 * reads the file itself: under QuickJS, NGINX's `js_preload_object` does nothing and says nothing.
 */
export const scriptSettingsSchema = z.strictObject({
  service: z.string().min(1),
  /** Without it no request is limited. */
  rateLimit: z
    .strictObject({
      /** Requests per client in `perSeconds`. */
      requests: z.int().min(1),
      perSeconds: z.int().min(1),
      /** Requests at once beyond the even pace. */
      burst: z.int().min(0),
      /** Whether other gateway pods are told what clients used: where there is more than one pod. */
      shared: z.boolean(),
    })
    .optional(),
  /** Without it no request is asked for a token. */
  jwt: z
    .strictObject({
      issuer: z.string().min(1),
      audience: z.string().min(1),
      leewaySeconds: z.int().min(0),
    })
    .optional(),
});

export type ScriptSettings = z.infer<typeof scriptSettingsSchema>;
