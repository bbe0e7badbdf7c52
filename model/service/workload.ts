import { z } from 'zod';
import {
  containerPath,
  cpu,
  durationWithin,
  environmentName,
  foreignName,
  image,
  memory,
  port,
  secretKey,
  urlPath,
} from './fields';
import { memoryBytes, milliCpus } from './quantity';

/** Limits of a container, with their defaults, and what is reserved for it where that is less. */
export const resources = (mostCpu: string, mostMemory: string) =>
  z
    .strictObject({
      limits: z
        .strictObject({
          cpu: cpu.default(mostCpu).describe('Most CPU that a container may use.'),
          memory: memory.default(mostMemory).describe('Most memory that a container may use.'),
        })
        .prefault({}),
      requests: z
        .strictObject({
          cpu: cpu.optional().describe('CPU that is reserved; the limit where it is not given.'),
          memory: memory
            .optional()
            .describe('Memory that is reserved; the limit where it is not given.'),
        })
        .prefault({})
        .describe(
          'What is reserved; what is not given here is reserved in full, as the limit says.',
        ),
    })
    .refine(({ limits, requests }) => !(milliCpus(requests.cpu ?? '1m') > milliCpus(limits.cpu)), {
      error: "be no greater than 'limits.cpu'",
      path: ['requests', 'cpu'],
    })
    .refine(
      ({ limits, requests }) => !(memoryBytes(requests.memory ?? '1') > memoryBytes(limits.memory)),
      { error: "be no greater than 'limits.memory'", path: ['requests', 'memory'] },
    );

const replicas = z
  .strictObject({
    min: z.int().min(1).max(100).default(3).describe('Floor of the autoscaler, in pods.'),
    max: z
      .int()
      .min(1)
      .max(100)
      .default(10)
      .describe(
        "Ceiling of the autoscaler; equal to 'min' means a fixed number and no autoscaler.",
      ),
    cpuPercent: z
      .int()
      .min(1)
      .max(100)
      .default(70)
      .describe('Average CPU, in percent of the request, above which pods are added.'),
    memoryPercent: z
      .int()
      .min(1)
      .max(100)
      .default(80)
      .describe('Average memory, in percent of the request, above which pods are added.'),
  })
  .refine((value) => value.min <= value.max, {
    error: "be no greater than 'max'",
    path: ['min'],
  });

const probe = (periodSeconds: number, failureThreshold: number) =>
  z.strictObject({
    path: urlPath.optional().describe("Path asked by GET; 'healthPath' where it is not given."),
    periodSeconds: z.int().min(1).max(300).default(periodSeconds).describe('Seconds between asks.'),
    timeoutSeconds: z.int().min(1).max(60).default(2).describe('Seconds to answer in.'),
    failureThreshold: z
      .int()
      .min(1)
      .max(1_000)
      .default(failureThreshold)
      .describe('Failures in a row after which it counts.'),
  });

type Probe = z.infer<ReturnType<typeof probe>>;

const LONGEST_START_SECONDS = 3_600;

const failureSeconds = ({ periodSeconds, failureThreshold }: Probe): number =>
  periodSeconds * failureThreshold;

/** The three probes of a container; each asks `healthPath` unless it has a path of its own. */
const probes = z
  .strictObject({
    startup: probe(2, 150)
      .prefault({})
      .describe(
        'Until it has passed once the other two wait: 5 minutes for a start, unless changed.',
      ),
    readiness: probe(2, 2).prefault({}).describe('Takes the pod out of traffic.'),
    liveness: probe(10, 6).prefault({}).describe('Restarts the container: slow on purpose.'),
  })
  .refine(({ readiness, liveness }) => failureSeconds(liveness) > failureSeconds(readiness), {
    error:
      "take longer to fail (periodSeconds x failureThreshold) than 'readiness', which takes the pod out of traffic first",
    path: ['liveness'],
  })
  .refine(({ startup }) => failureSeconds(startup) <= LONGEST_START_SECONDS, {
    error: 'give up within an hour (periodSeconds x failureThreshold)',
    path: ['startup'],
  });

/** What runs in pods of its own: a version of the service, or a companion of it. */
const workloadShape = {
  image: image.describe('Container image with a tag or digest.'),
  command: z
    .array(z.string())
    .min(1, { error: 'hold at least one word' })
    .optional()
    .describe("In place of the image's entry point."),
  port: port.describe('Port of its HTTP API, and of its Service.'),
  healthPath: urlPath
    .default('/health')
    .describe('Answers 200 to GET when the pod may get traffic.'),
  probes: probes.prefault({}).describe('How Kubernetes learns the state of a pod.'),
  environment: z
    .record(environmentName, z.string())
    .default({})
    .describe('Environment as plain text; secrets have no place here.'),
  secrets: z
    .record(
      environmentName,
      z.strictObject({
        secret: foreignName.describe('Name of a Secret in the same namespace.'),
        key: secretKey.describe('Key in it.'),
      }),
    )
    .default({})
    .describe('Environment taken from Secrets that exist already.'),
  files: z
    .record(containerPath, z.string())
    .default({})
    .describe('Config files by their path in the container, mounted read-only; 900 KiB in all.'),
  writable: z
    .array(containerPath)
    .default(['/tmp'])
    .describe('Folders that the container may write to; everything else is read-only.'),
  resources: resources('2', '2Gi').prefault({}).describe('What each pod may use.'),
  replicas: replicas.prefault({}).describe('How many pods run.'),
  drain: durationWithin('1s', '1h')
    .default('60s')
    .describe(
      'Time that an ending pod has to finish what it is doing, after it has left traffic; 1s to 1h.',
    ),
  metrics: z
    .strictObject({
      path: urlPath.default('/metrics').describe('Path of its Prometheus metrics.'),
      port: port.optional().describe("Port of them; 'port' where it is not given."),
    })
    .optional()
    .describe('Where Prometheus reads its metrics; left out, it has none.'),
};

export const workload = z.strictObject(workloadShape);
/** A companion runs beside the versions and is reached by them, never by the gateway. */
export const companion = z.strictObject({
  ...workloadShape,
  usedBy: z
    .array(z.enum(['v1', 'v2']))
    .min(1, { error: 'name at least one version' })
    .default(['v1', 'v2'])
    .describe('Versions that may reach it.'),
});
