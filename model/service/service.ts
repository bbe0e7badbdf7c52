import { z } from 'zod';
import { checks } from './check';
import { environmentName, network, objectName, port } from './fields';
import { assignment, gateway } from './gateway';
import { planSchema } from './plan';
import { routes } from './route';
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

const capacity = z.strictObject({
  peakRequestsPerSecond: z
    .number()
    .positive()
    .describe('Requests per second at peak, both versions together.'),
  headroom: z.number().min(1).max(10).default(1.3).describe('Factor on the peak.'),
  perPod: z
    .strictObject({ v1: z.number().positive(), v2: z.number().positive() })
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
  ports: z.array(port).min(1, { error: 'list at least one port' }),
});

const security = z
  .strictObject({
    clients: z
      .array(network)
      .default([])
      .describe('Networks that may reach the gateway; empty: every one.'),
    egress: z
      .strictObject({
        v1: z.array(egress).default([]),
        v2: z.array(egress).default([]),
        companions: z.record(z.string(), z.array(egress)).default({}),
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
    monitoringNamespace: z
      .string()
      .min(1)
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

/** The file in `services/`: one migrating service, in the words of the team that owns it. */
export const serviceSchema = z
  .strictObject({
    name: objectName.describe('Name of the service; part of the name of everything made for it.'),
    owner: z.string().min(1).optional().describe('Team or address that answers for it.'),
    versions: z.strictObject({ v1: workload, v2: workload }),
    companions: z
      .record(objectName, companion)
      .default({})
      .describe('What runs beside the versions for them.'),
    gateway: gateway.prefault({}),
    routes,
    assignment,
    flags,
    capacity: capacity.optional().describe('From it the floors follow; without it, replicas.min.'),
    security,
    objectives,
    checks,
    plans: z
      .record(objectName, planSchema)
      .refine((value) => Object.keys(value).length > 0, { error: 'hold at least one plan' })
      .describe('The plans that this service may migrate by.'),
    plan: z.string().min(1).describe('Name of the plan in force.'),
  })
  .superRefine((value, context) => {
    const known = Object.keys(value.plans);
    if (!known.includes(value.plan)) {
      const message = `be one of the plans (${known.join(', ')})`;
      context.addIssue({ code: 'custom', path: ['plan'], message, input: value.plan });
    }
    value.routes.forEach((route, index) => {
      if (!route.jwt || value.gateway.jwt) return;
      const message = "be false while 'gateway.jwt' is not given";
      context.addIssue({ code: 'custom', path: ['routes', index, 'jwt'], message, input: true });
    });
  });

/** A service file after its defaults have been filled in. */
export type Service = z.infer<typeof serviceSchema>;
export type ServiceVersion = Service['versions']['v1'];
export type Companion = Service['companions'][string];
export type GatewayShape = Service['gateway'];
export type Resources = ServiceVersion['resources'];
export type Capacity = z.infer<typeof capacity>;
export type Assignment = Service['assignment'];
