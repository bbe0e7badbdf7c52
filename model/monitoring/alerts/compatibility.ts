import { SHOWN, type AlertSpec } from '../alert';
import { BY_SERVICE, lines, series, total } from '../promql';
import type { RuleContext } from '../rule';
import { LEAST_FAILURES } from '../samples';

/** Requirement 004: V1's clients get from V2 what they got from V1, all of it. */
export function compatibilityAlerts(context: RuleContext): AlertSpec[] {
  const grown = (name: string): string => total(`increase(${series(context, name)}[10m])`);
  const mismatches = grown('cutover_compat_mismatch_total');
  const compared = grown('cutover_compat_compared_total');
  return [
    {
      name: 'V2Incompatible',
      severity: 'critical',
      version: 'v2',
      expr: lines(
        `${mismatches} / on ${BY_SERVICE} (${compared} > 0) > 0`,
        `and on ${BY_SERVICE} ${mismatches} >= ${LEAST_FAILURES}`,
      ),
      summary: 'V2 answers otherwise than V1',
      description: `There are ${SHOWN.number} fields that differ for each compared reply, over 10 minutes.`,
      action:
        'The metric cutover_compat_mismatch_total names the fields. Lower the share, or ignore a field that may differ.',
    },
  ];
}
