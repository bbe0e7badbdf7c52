import { SYNC_METRICS } from '../../sync-metrics';
import { SHOWN, percent, type AlertSpec } from '../alert';
import { highest, lines, lowest, series } from '../promql';
import type { RuleContext } from '../rule';

const BY_STORE = '(namespace, service, store)';

/**
 * The alerts of the data migration plan (001), under its names. The program that carries the data makes the metrics;
 * where it does not run there are none, and these alerts are silent.
 */
export function dataAlerts(context: RuleContext): AlertSpec[] {
  const { syncLagMilliseconds, integrity, stalled } = context.service.monitoring.alerts.thresholds;
  const progress = series(context, SYNC_METRICS.progress);
  return [
    {
      name: 'SyncLagHigh',
      severity: 'warning',
      version: 'none',
      expr: `${highest(series(context, SYNC_METRICS.lag))} > ${syncLagMilliseconds.above / 1_000}`,
      for: syncLagMilliseconds.for,
      summary: 'the data of V1 and V2 drift apart',
      description: `A change takes ${SHOWN.duration} to reach the other store; the bound is ${syncLagMilliseconds.above} ms.`,
      action: 'Look at the load of both stores and of the sync program; do not raise the share.',
    },
    {
      name: 'DataInconsistency',
      severity: 'critical',
      version: 'none',
      expr: `${lowest(series(context, SYNC_METRICS.integrity))} < ${integrity.below}`,
      summary: 'the data of V1 and V2 differ',
      description: `${SHOWN.percent} of the data is the same in both stores; the bound is ${percent(integrity.below)}.`,
      action:
        'cutover rollback --reason "data"; then find the keys that differ before anything is written over.',
    },
    {
      name: 'SessionLoss',
      severity: 'critical',
      version: 'none',
      expr: `${highest(series(context, SYNC_METRICS.sessionsLost))} > 0`,
      summary: 'sessions were lost',
      description: `Sessions of V1 that have not arrived at V2: ${SHOWN.number}.`,
      action: 'cutover rollback --reason "sessions"; V1 still has them.',
    },
    {
      name: 'MigrationStalled',
      severity: 'warning',
      version: 'none',
      // What has begun less than that long ago cannot have stood still for so long.
      expr: lines(
        `max by ${BY_STORE} (changes(${progress}[${stalled.for}])) == 0`,
        `and max by ${BY_STORE} (${progress}) < 1`,
        `and max by ${BY_STORE} (${progress} offset ${stalled.for})`,
      ),
      summary: 'the data migration stands still',
      description: `The store {{ $labels.store }} has got nothing for ${stalled.for}, and not all of the data.`,
      action: 'Look at the log of the sync program: what does it wait for?',
    },
  ];
}
