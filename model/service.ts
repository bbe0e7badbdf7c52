import { z } from 'zod';
import { planSchema } from './plan';

const port = z.int().min(1).max(65_535);

/** A Kubernetes quantity, for example `500m`, `2` or `2Gi`. */
const quantity = z.string().regex(/^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/, {
  error: 'be a Kubernetes quantity such as "500m", "2" or "2Gi"',
});

/** A name that Kubernetes accepts for a Service, short enough for the suffixes that are added to it. */
const serviceName = z.string().regex(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/, {
  error: 'start with a lower-case letter and hold only a-z, 0-9 and -, 40 characters at most',
});

/** Limits of a container, and what is reserved for it where that is less than the limits. */
const resources = z.strictObject({
  limits: z
    .strictObject({ cpu: quantity.default('2'), memory: quantity.default('2Gi') })
    .prefault({}),
  /** What is not given here is reserved in full, as the limit says. */
  requests: z.strictObject({ cpu: quantity.optional(), memory: quantity.optional() }).default({}),
});

const replicas = z
  .strictObject({
    /** Floor of the autoscaler. */
    min: z.int().min(1).max(100).default(3),
    /** Ceiling of the autoscaler; equal to `min` means a fixed number and no autoscaler. */
    max: z.int().min(1).max(100).default(10),
    /** Average CPU, in percent of the request, above which the autoscaler adds pods. */
    cpuPercent: z.int().min(1).max(100).default(70),
    /** Average memory, in percent of the request, above which the autoscaler adds pods. */
    memoryPercent: z.int().min(1).max(100).default(80),
  })
  .refine((value) => value.min <= value.max, {
    error: "be no greater than 'max'",
    path: ['min'],
  });

/** One version of a migrating service: what runs and how it is asked for its health. */
const version = z.strictObject({
  /** Image of the version, with a tag or digest. */
  image: z.string().min(1, { error: 'name a container image' }),
  /** Command in place of the image's own entry point. */
  command: z.array(z.string()).min(1).optional(),
  /** Port of the version's HTTP API, and of its Service. */
  port,
  /** Path of the readiness check: answers 200 to GET when the pod may get traffic. */
  healthPath: z
    .string()
    .regex(/^\/[^\s?#]*$/, { error: 'be a path such as /health' })
    .default('/health'),
  /** Environment of the container, as plain text; secrets have no place here. */
  environment: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'be an environment name' }),
      z.string(),
    )
    .default({}),
  resources: resources.prefault({}),
  replicas: replicas.prefault({}),
});

const gateway = z.strictObject({
  /** Gateway pods. All of them must confirm a share before it counts as observed. */
  replicas: z.int().min(1).max(50).default(3),
  /** NGINX worker processes in each pod. */
  workers: z.int().min(1).max(64).default(2),
  /** Port of the gateway's Service. */
  port: port.default(80),
  /**
   * The longest request in seconds that must survive a reload or the end of a pod. Bounds the reply of a
   * version, NGINX's `worker_shutdown_timeout` and the drain of a pod.
   */
  longestRequestSeconds: z.int().min(1).max(3_600).default(60),
  resources: resources.prefault({ limits: { cpu: '1', memory: '256Mi' } }),
});

/**
 * The file in `services/`: one migrating service, in the words of the team that owns it. Later parts of
 * Cutover widen it; what is here is what the traffic path needs.
 */
export const serviceSchema = z.strictObject({
  /** Name of the service; part of the name of everything that is made for it. */
  name: serviceName,
  versions: z.strictObject({ v1: version, v2: version }),
  gateway: gateway.prefault({}),
  plan: planSchema,
});

/** A service file after its defaults have been filled in. */
export type Service = z.infer<typeof serviceSchema>;
export type ServiceVersion = Service['versions']['v1'];
export type GatewayShape = Service['gateway'];
export type Resources = ServiceVersion['resources'];
