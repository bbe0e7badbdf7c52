import { z } from 'zod';
import { alerts } from './alerts';
import { durationWithin, labelName, labelValue } from './fields';

/** `enforce`: a rise needs evidence. `advise`: the evidence is told, and stops nothing. `off`: nothing is judged. */
const GATE_MODES = ['enforce', 'advise', 'off'] as const;

const count = z.int().min(1).max(100_000);

/** Verdicts in a row without a clean one among them, after which somebody is paged. */
const budgets = z
  .strictObject({
    inconclusive: count.default(240).describe('An hour, at 15s.'),
    noData: count.default(20).describe('Five minutes, at 15s.'),
    error: count.default(20).describe('Five minutes, at 15s.'),
  })
  .prefault({});

export const monitoring = z
  .strictObject({
    prometheus: z
      .url({ protocol: /^https?$/, error: 'be a URL such as http://prometheus.monitoring:9090' })
      .regex(/^[\x21-\x7e]*$/, { error: 'be printable ASCII without blanks' })
      .regex(/^[^?#@]*$/, { error: 'hold no user, no password, no query and no fragment' })
      .max(1_024)
      .optional()
      .describe('Prometheus that the guard asks.'),
    gates: z
      .enum(GATE_MODES)
      .optional()
      .describe(
        'enforce: a rise needs passing evidence; advise: it is only told; off: nothing is judged. ' +
          'Without it: enforce where `prometheus` is given, else off.',
      ),
    every: durationWithin('5s', '5m')
      .default('15s')
      .describe('Time between judgements; evidence counts for four of them, 1m at least.'),
    window: durationWithin('30s', '1d')
      .default('5m')
      .describe('Window of gates that name none, the built-in ones among them.'),
    budgets: budgets.describe(
      'Judgements in a row without a pass or a fail, by kind, after which somebody is paged.',
    ),
    operator: z
      .boolean()
      .default(true)
      .describe('Rules and monitors for the prometheus-operator; false: as plain ConfigMaps.'),
    labels: z
      .record(labelName, labelValue)
      .default({})
      .describe('Labels of these objects, where the operator or a sidecar looks for some.'),
    alerts: alerts.describe('Who is told of what, and from which figures on.'),
  })
  .prefault({});

type Monitoring = z.infer<typeof monitoring>;
type GateMode = (typeof GATE_MODES)[number];

/** @returns what the gates do: what the file says, and else enforce where there is a Prometheus to ask. */
export function gateMode({ gates, prometheus }: Monitoring): GateMode {
  return gates ?? (prometheus === undefined ? 'off' : 'enforce');
}
