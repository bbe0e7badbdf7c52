import { z } from 'zod';
import { checks } from './check';
import { comparison } from './comparison';
import { environmentName, foreignName, network, objectName, oneLine, port } from './fields';
import { freezes } from './freezes';
import { assignment, gateway } from './gateway';
import { gates } from './gates';
import { monitoring } from './monitoring';
import { planSchema } from './plan';
import { routes } from './route';
import { crossFieldRules } from './rules/rules';
import { companion, workload } from './workload';

/** Feature flags reach both versions as environment and as files in /etc/cutover/flags. */
const flags = z
  .strictObject({
    values: z.record(environmentName, z.string()).default({}).describe('Flags by their name.'),
    percentage: environmentName
      .optional()
      .describe(
        'Name of the file in /etc/cutover/flags with the desired share, for a service that wants it.',
      ),
  })
  .prefault({});

const perSecond = z.number().positive().max(10_000_000);

const capacity = z.strictObject({
  peakRequestsPerSecond: perSecond.describe('Requests per second at peak, both versions together.'),
  headroom: z.number().min(1).max(10).default(1.3).describe('Factor on the peak.'),
  perPod: z
    .strictObject({
      v1: perSecond.describe('By a pod of V1.'),
      v2: perSecond.describe('By a pod of V2.'),
    })
    .describe('Requests per second that one pod of a version carries.'),
  rollbackReservePercent: z
    .int()
    .min(0)
    .max(100)
    .default(100)
    .describe('Part of the peak that V1 can take back at once, until the plan is finalised.'),
});

const egress = z.strictObject({
  to: network.describe('Network that may be reached.'),
  ports: z.array(port).min(1, { error: 'list at least one port' }).describe('TCP ports of it.'),
});

const security = z
  .strictObject({
    clients: z
      .array(network)
      .default([])
      .describe('Networks that may reach the gateway; empty: every one.'),
    egress: z
      .strictObject({
        v1: z.array(egress).default([]).describe('By V1.'),
        v2: z.array(egress).default([]).describe('By V2.'),
        companions: z
          .record(objectName, z.array(egress))
          .default({})
          .describe('By companions, under their names.'),
      })
      .prefault({})
      .describe('What may be reached beside DNS and companions.'),
    dnsServers: z
      .array(network)
      .default([])
      .describe('Networks of DNS servers that are not pods of kube-system.'),
    apiServers: z
      .array(network)
      .default([])
      .describe(
        'Networks of the API server, which the gateway watches; empty: every one, at ports 443 and 6443.',
      ),
    monitoringNamespace: foreignName
      .default('monitoring')
      .describe('Namespace from which metrics may be read.'),
  })
  .prefault({});

/** What the service promises; gates and alerts are made from it. Rates are parts of 1, times milliseconds. */
const objectives = z
  .strictObject({
    errorRate: z.number().min(0).max(1).default(0.001).describe('Largest part of failed requests.'),
    p95Milliseconds: z
      .number()
      .positive()
      .max(3_600_000)
      .default(100)
      .describe('Largest 95th percentile of the latency.'),
    availability: z
      .number()
      .min(0)
      .max(1)
      .default(0.999)
      .describe('Least part of answered requests.'),
    fallbackRate: z
      .number()
      .min(0)
      .max(1)
      .default(0.005)
      .describe('Largest part of fallbacks to V1.'),
    precision: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Least precision, where the service reports it.'),
  })
  .prefault({});

const shape = z.strictObject({
  name: objectName.describe('Name of the service; part of the name of everything made for it.'),
  owner: oneLine(200).optional().describe('Team or address that answers for it.'),
  versions: z
    .strictObject({
      v1: workload.describe('The stable version.'),
      v2: workload.describe('The new version.'),
    })
    .describe('The two versions.'),
  companions: z
    .record(objectName, companion)
    .default({})
    .describe('What runs beside the versions for them, by name; reached at SERVICE-NAME:port.'),
  gateway: gateway.prefault({}).describe('What takes the requests and divides them.'),
  routes: routes.describe('Requests that are taken, in any order; all others are answered 404.'),
  assignment: assignment.describe('How a request gets its version.'),
  flags: flags.describe('Feature flags of both versions.'),
  capacity: capacity
    .optional()
    .describe('From it the floors of both versions follow; without it, replicas.min.'),
  security: security.describe('Who may reach whom.'),
  objectives: objectives.describe('What the service promises: gates and alerts are made from it.'),
  gates: gates.describe(
    'What must hold before the share may rise, beside what `objectives` always ask for.',
  ),
  monitoring: monitoring.describe('Who watches, and what follows from it.'),
  comparison: comparison.describe(
    'A sample of requests that both versions answer, to see that V2 answers as V1; left out, none is taken.',
  ),
  freezes: freezes.describe('Times in which the share does not rise.'),
  checks: checks.describe(
    'Requests with the reply that they must get: `cutover smoke` sends them.',
  ),
  plans: z
    .record(objectName, planSchema)
    .refine((value) => Object.keys(value).length > 0, { error: 'hold at least one plan' })
    .describe('The plans that this service may migrate by.'),
  plan: z.string().describe('Name of the plan in force.'),
});

/** A service file after its defaults have been filled in. */
export type Service = z.infer<typeof shape>;
export type ServiceVersion = Service['versions']['v1'];
export type Companion = Service['companions'][string];
export type GatewayShape = Service['gateway'];
export type Resources = ServiceVersion['resources'];
export type Capacity = z.infer<typeof capacity>;

/** The file in `services/`: one migrating service, in the words of the team that owns it. */
export const serviceSchema = shape.superRefine((service, context) => {
  crossFieldRules(service, (path, message, mend) => {
    context.addIssue({ code: 'custom', path: [...path], message, params: { mend } });
  });
});
