import { renderQuery } from '../../gates/template';
import { plain, SHOWN, type AlertSpec } from '../alert';
import type { RuleContext } from '../rule';

/** The alerts that the service file itself lists, on figures that the service tells. */
export function metricAlerts(context: RuleContext): AlertSpec[] {
  const { service, namespace } = context;
  const { window } = service.monitoring;
  return service.monitoring.alerts.metrics.flatMap((alert) =>
    alert.versions.map((version): AlertSpec => {
      const bound = alert.above === undefined ? `< ${alert.below ?? 0}` : `> ${alert.above}`;
      const words = alert.above === undefined ? 'at least' : 'at most';
      return {
        name: alert.name,
        severity: alert.severity,
        version,
        expr: `(${renderQuery(alert.query, { service: service.name, namespace, version, window })}) ${bound}`,
        for: alert.for,
        summary: plain(alert.summary),
        description: `The value of ${version.toUpperCase()} is ${SHOWN.number}; it should be ${words} ${alert.above ?? alert.below ?? 0}, and has not been for ${alert.for}.`,
        action: plain(alert.action),
      };
    }),
  );
}
