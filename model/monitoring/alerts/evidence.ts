import { counts, gatesOf } from '../../gates/gates-of';
import { seconds } from '../../service/fields';
import { SHOWN, type AlertSpec } from '../alert';
import { highest, lines, series, total } from '../promql';
import type { RuleContext } from '../rule';
import { jobName } from '../job-name';

/** What says that nobody judges V2, or that it is judged and fails. Of the guard, so only where it runs. */
export function evidenceAlerts(context: RuleContext): AlertSpec[] {
  const { monitoring, name } = context.service;
  const every = seconds(monitoring.every);
  const stale = staleSeconds(every);
  const evaluated = highest(series(context, 'cutover_gate_evaluated_timestamp_seconds'));
  const observed = highest(series(context, 'cutover_share_observed'));
  const up = series(context, 'up', `job="${jobName(name, 'guard')}"`);
  const verdict = (which: string): string =>
    `max by (namespace, service, verdict) (${series(context, 'cutover_verdict', `verdict="${which}"`)}) == 1`;
  const unclear = (which: string, count: number, what: string): AlertSpec => ({
    name: 'NoVerdict',
    severity: 'warning',
    version: 'v2',
    expr: verdict(which),
    for: `${count * every}s`,
    summary: `the gates say ${which}`,
    description: `${count} judgements in a row, one every ${monitoring.every}, ended as ${which}: ${what}`,
    action: 'cutover gates shows which gate, with its query. The share cannot be raised meanwhile.',
    labels: { verdict: which },
  });
  return [
    ...failingGates(context),
    unclear('inconclusive', monitoring.budgets.inconclusive, 'V2 gets too few requests.'),
    unclear('no-data', monitoring.budgets.noData, 'a query has no answer.'),
    unclear('error', monitoring.budgets.error, 'Prometheus refuses a query, or does not answer.'),
    {
      name: 'GatesNeedSomebody',
      severity: 'critical',
      version: 'none',
      expr: `${highest(series(context, 'cutover_verdict_pages'))} > 0`,
      for: '1m',
      summary: 'the gates cannot judge V2, and somebody must look',
      description: `Reasons of the guard to page: ${SHOWN.number}. V1 fails as V2 does, or the verdicts that say nothing have gone over their budget.`,
      action: 'cutover gates tells the reasons.',
    },
    {
      name: 'EvidenceStale',
      severity: 'warning',
      version: 'none',
      expr: `time() - ${evaluated} > ${stale}`,
      for: '1m',
      summary: 'the guard has not judged for long',
      description: `The last judgement is ${SHOWN.duration} old; evidence counts for ${stale} s.`,
      action: 'kubectl logs deployment/GUARD; does Prometheus answer it?',
    },
    {
      name: 'GuardSilent',
      severity: 'critical',
      version: 'none',
      expr: lines(`${observed} > 0`, `unless on (namespace, service) ${total(up)} > 0`),
      for: '5m',
      summary: 'nobody watches V2',
      description: `V2 has ${SHOWN.number} % of the traffic, and the guard has not answered Prometheus for 5 minutes.`,
      action:
        'kubectl get pods; until it runs, watch V2 yourself and be ready for cutover rollback.',
    },
  ];
}

/** Gates that stop a rise, and those that are judged only to be told. */
function failingGates(context: RuleContext): AlertSpec[] {
  const gates = gatesOf(context.service);
  const failing = (names: readonly string[]): string => {
    const matchers = [`gate=~"${names.join('|')}"`, 'verdict="fail"'];
    return `max by (namespace, service, gate) (${series(context, 'cutover_gate_verdict', ...matchers)}) == 1`;
  };
  const stopping = gates.filter(counts).map(({ name }) => name);
  const told = gates.filter((gate) => !counts(gate)).map(({ name }) => name);
  const common = {
    version: 'v2',
    for: '5m',
    action: 'cutover gates shows its value, its bound and its query.',
  } as const;
  const alerts: AlertSpec[] = [
    {
      ...common,
      name: 'GateFailing',
      severity: 'warning',
      expr: failing(stopping),
      summary: 'the gate {{ $labels.gate }} fails',
      description:
        'The gate {{ $labels.gate }} has failed for 5 minutes. The share cannot be raised.',
    },
    {
      ...common,
      name: 'TargetMissed',
      severity: 'info',
      expr: failing(told),
      summary: 'the target {{ $labels.gate }} is missed',
      description:
        'The gate {{ $labels.gate }} has failed for 5 minutes. It is only told: the share can be raised.',
    },
  ];
  return told.length > 0 ? alerts : alerts.slice(0, 1);
}

/** As for the evidence itself: four judgements, a minute at least. */
const staleSeconds = (every: number): number => Math.max(60, 4 * every);
