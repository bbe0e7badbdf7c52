import { z } from 'zod';
import { durationWithin, foreignName, oneLine, secretKey, seconds } from './fields';

/** A value that Alertmanager reads itself: no secret ever stands in a service file. */
const secretRef = z.strictObject({
  secret: foreignName.describe('Name of a Secret in the same namespace.'),
  key: secretKey.describe('Key in it.'),
});

const url = z.url({ protocol: /^https?$/, error: 'be a URL such as https://example.com/alerts' });

const address = z.string().regex(/^[\w.+-]{1,64}@[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i, {
  error: 'be an e-mail address such as ops@example.com',
});

const pagerduty = z.strictObject({
  routingKey: secretRef.describe('Where the routing key of the Events API v2 stands.'),
  url: url.optional().describe("The Events API; PagerDuty's own where it is not given."),
});

const slack = z.strictObject({
  webhook: secretRef.describe('Where the address of the incoming webhook stands.'),
  channel: oneLine(80).describe('Channel, such as #supersmartmatch.'),
});

const email = z.strictObject({
  to: z
    .array(address)
    .min(1, { error: 'list at least one address' })
    .describe('Who is written to.'),
  from: address.describe('Who it is from.'),
  smarthost: z
    .string()
    .regex(/^[a-z0-9.-]{1,253}:[1-9][0-9]{0,4}$/i, { error: 'be HOST:PORT of an SMTP server' })
    .describe('SMTP server that takes the mail, as HOST:PORT.'),
  username: oneLine(200).optional().describe('User at that server; none: no login.'),
  password: secretRef.optional().describe('Where the password of that user stands.'),
  requireTls: z.boolean().default(true).describe('Whether mail is kept back without STARTTLS.'),
});

/** Requirement 003 tells who answers after how long. */
const escalationLevel = z.strictObject({
  level: z
    .string()
    .regex(/^L[1-9]$/, { error: 'be a level from L1 to L9' })
    .describe('Its name.'),
  after: durationWithin('0', '24h').describe(
    'Time for which a critical alert has gone on when this level begins; 0: nobody is told anew.',
  ),
  who: oneLine(120).describe('Who answers at this level.'),
  routingKey: secretRef
    .optional()
    .describe(
      'Routing key of PagerDuty for this level; that of `pagerduty` where it is not given.',
    ),
  email: z.array(address).default([]).describe('Who is written to at this level.'),
});

const wait = (preset: string, what: string) =>
  durationWithin('0', '24h').default(preset).describe(what);

const rate = (preset: number, what: string) =>
  z.number().min(0).max(1).default(preset).describe(what);

const LONG = 'Time for which it must last.';

/**
 * From where on an alert is critical, or a warning that no objective covers. The presets are those of the production
 * guide (003), of the data migration plan (001) and of the deployment plan of Mapping DSL (004).
 */
const thresholds = z
  .strictObject({
    errorRate: z
      .strictObject({ above: rate(0.01, 'Part of failed requests.'), for: wait('3m', LONG) })
      .prefault({})
      .describe('Critical.'),
    p95Milliseconds: z
      .strictObject({
        above: z.number().positive().max(3_600_000).default(200).describe('95th percentile.'),
        for: wait('5m', LONG),
      })
      .prefault({})
      .describe('Critical.'),
    slowerThanV1: z
      .strictObject({
        times: z.number().min(1).max(100).default(2).describe("V2's 95th percentile by V1's."),
        for: wait('10m', LONG),
      })
      .prefault({})
      .describe('Critical.'),
    unavailable: z
      .strictObject({ for: wait('30s', LONG) })
      .prefault({})
      .describe('Critical: no gateway pod, or most replies are errors.'),
    cpuPercent: z
      .strictObject({
        above: z.number().min(1).max(100).default(60).describe('Part of the limit, on average.'),
        for: wait('10m', LONG),
      })
      .prefault({})
      .describe('Warning.'),
    memoryPercent: z
      .strictObject({
        above: z.number().min(1).max(100).default(70).describe('Part of the limit, on average.'),
        for: wait('15m', LONG),
      })
      .prefault({})
      .describe('Warning.'),
    shareNotServed: z
      .strictObject({ for: wait('5m', LONG) })
      .prefault({})
      .describe('Warning: the observed share is not the effective one.'),
    syncLagMilliseconds: z
      .strictObject({
        above: z.number().positive().max(3_600_000).default(500).describe('Lag of the data.'),
        for: wait('1m', LONG),
      })
      .prefault({})
      .describe('Warning.'),
    integrity: z
      .strictObject({ below: rate(0.95, 'Part of the data that is the same in both stores.') })
      .prefault({})
      .describe('Critical.'),
    stalled: z
      .strictObject({ for: wait('5m', 'Time without progress.') })
      .prefault({})
      .describe('Warning: the data migration stands still.'),
  })
  .prefault({});

/** An alert on a figure that the service itself tells. */
const metricAlert = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Z][A-Za-z0-9]{2,59}$/, { error: 'be a name such as PrecisionLow' })
      .describe('Name of the alert, unique in the file.'),
    query: z
      .string()
      .min(1, { error: 'not be empty' })
      .max(2_000)
      .describe('PromQL with one value; $namespace, $service, $version and $window are filled in.'),
    above: z.number().optional().describe('It fires above this value.'),
    below: z.number().optional().describe('It fires below this value; either this or above.'),
    for: wait('5m', LONG),
    severity: z.enum(['critical', 'warning', 'info']).default('warning').describe('Who is told.'),
    versions: z
      .array(z.enum(['v1', 'v2']))
      .min(1, { error: 'name at least one version' })
      .default(['v2'])
      .describe('Versions that it watches.'),
    summary: oneLine(200).describe('What is wrong, in a sentence.'),
    action: oneLine(400).describe('What to do first.'),
  })
  .refine(({ above, below }) => (above === undefined) !== (below === undefined), {
    error: "be given, or else 'below': exactly one of the two",
    path: ['above'],
  });

/** Who is told of what, and from which figures on. */
export const alerts = z
  .strictObject({
    runbooks: oneLine(500)
      .default('docs/alerts.md')
      .describe("Address of the page with the runbooks; an alert's name is the anchor."),
    pagerduty: pagerduty.optional().describe('Gets what is critical.'),
    slack: slack.optional().describe('Gets warnings, and what is critical.'),
    email: email.optional().describe('Gets the rest.'),
    escalation: z
      .array(escalationLevel)
      .default([])
      .superRefine((levels, context) => {
        levels.forEach(({ level, after }, index) => {
          const before = levels[index - 1];
          const twin = levels.findIndex((other) => other.level === level);
          if (twin < index) {
            const issue = { path: [index, 'level'], message: 'be unique', input: level };
            context.addIssue({ code: 'custom', ...issue });
          }
          if (before !== undefined && !(seconds(after) > seconds(before.after))) {
            const message = `be longer than that of the level before it, ${before.after}`;
            context.addIssue({ code: 'custom', path: [index, 'after'], message, input: after });
          }
        });
      })
      .describe('Who answers for a critical alert that goes on, in the order of time.'),
    thresholds: thresholds.describe('Figures that no objective gives.'),
    metrics: z
      .array(metricAlert)
      .default([])
      .superRefine((list, context) => {
        list.forEach(({ name }, index) => {
          if (list.findIndex((other) => other.name === name) === index) return;
          const issue = { path: [index, 'name'], message: 'be unique', input: name };
          context.addIssue({ code: 'custom', ...issue });
        });
      })
      .describe('Alerts on figures that the service itself tells.'),
  })
  .prefault({});

export type Alerts = z.infer<typeof alerts>;
export type SecretRef = z.infer<typeof secretRef>;
