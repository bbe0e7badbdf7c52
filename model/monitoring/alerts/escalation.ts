import { seconds } from '../../service/fields';
import { plain, SHOWN, type AlertSpec } from '../alert';
import { BY_SERVICE, lines, matchers } from '../promql';
import type { RuleContext } from '../rule';

/**
 * Alertmanager cannot wait and then tell somebody else, so that each level is an alert of its own, on critical alerts
 * that have fired for as long as the level says. A V2 that is out of the traffic is recovered from, whatever its own
 * alerts still say: their windows are hours long.
 */
export function escalationAlerts(context: RuleContext): AlertSpec[] {
  const { escalation } = context.service.monitoring.alerts;
  return escalation
    .filter(({ after }) => seconds(after) > 0)
    .map(({ level, after, who }) => ({
      name: `Escalation${level}`,
      severity: 'critical',
      version: 'none',
      expr: unresolved(context),
      for: after,
      summary: `unresolved for ${after}: ${level}, ${plain(who)}`,
      description: `Critical alerts of the service that have fired for ${after}: ${SHOWN.number}. This is level ${level}: ${plain(who)}.`,
      action:
        'Take over from the level before. cutover status and cutover gates show where it stands.',
      labels: { escalation: level },
    }));
}

function unresolved(context: RuleContext): string {
  const firing = (...more: readonly string[]): string =>
    `ALERTS{${matchers(
      context,
      'alertstate="firing"',
      'severity="critical"',
      'escalation=""',
      ...more,
    )}}`;
  const out = `ALERTS{${matchers(context, 'alertstate="firing"', 'alertname="V2OutOfTraffic"')}}`;
  return lines(
    `count by ${BY_SERVICE} (`,
    `  ${firing('version!="v2"')}`,
    `  or (${firing('version="v2"')} unless on ${BY_SERVICE} ${out})`,
    `) > 0`,
  );
}
