import { SHOWN, type AlertSpec } from '../alert';
import { highest, lines, lowest, series } from '../promql';
import type { RuleContext } from '../rule';

const hold = (context: RuleContext): string => lowest(series(context, 'cutover_hold'));
const observed = (context: RuleContext): string =>
  highest(series(context, 'cutover_share_observed'));
const effective = (context: RuleContext): string =>
  highest(series(context, 'cutover_share_effective'));

/** What says that the traffic is not where it should be, or is held. */
export function shareAlerts(context: RuleContext): AlertSpec[] {
  const { shareNotServed } = context.service.monitoring.alerts.thresholds;
  return [
    {
      name: 'ShareNotServed',
      severity: 'warning',
      version: 'none',
      // The agents remove the observed share while ready pods differ: no value is not the right one either.
      expr: lines(
        effective(context),
        `unless on (namespace, service) (${effective(context)} == ${observed(context)})`,
      ),
      for: shareNotServed.for,
      summary: 'the gateway does not serve the effective share',
      description: `${SHOWN.number} % should be on V2, and for ${shareNotServed.for} not all ready gateway pods have confirmed it.`,
      action: 'cutover status shows which pod differs, and its condition.',
    },
    {
      name: 'RollbackNotServed',
      severity: 'critical',
      version: 'none',
      expr: lines(
        `${hold(context)} < 100`,
        `unless on (namespace, service) (${observed(context)} <= ${hold(context)})`,
      ),
      for: '1m',
      summary: 'a hold is in force, and the gateway does not keep to it',
      description: `The hold is at ${SHOWN.number} %, and for a minute not all ready gateway pods have confirmed it. A hold is served within a second.`,
      action:
        'cutover status shows which pod differs. Delete that pod if its agent does not follow.',
    },
    {
      name: 'HoldInForce',
      severity: 'warning',
      version: 'none',
      expr: `${hold(context)} < 100`,
      summary: 'a hold limits the share',
      description: `V2 gets at most ${SHOWN.number} % of the traffic, whatever the stack says.`,
      action:
        'cutover status shows who put it in force and why. Release it when the cause is mended: cutover release.',
    },
    {
      name: 'V2OutOfTraffic',
      severity: 'info',
      version: 'none',
      expr: lines(`${hold(context)} == 0`, `and on (namespace, service) ${observed(context)} == 0`),
      summary: 'V2 is out of traffic by a hold',
      description:
        'The hold is at 0 %, and all ready gateway pods confirm it. Alerts of V2 are muted meanwhile.',
      action: 'None in a hurry: mend V2, then cutover release.',
    },
  ];
}
