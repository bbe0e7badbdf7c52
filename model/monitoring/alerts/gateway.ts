import { SHOWN, type AlertSpec } from '../alert';
import { highest, lines, lowest, series, total } from '../promql';
import type { RuleContext } from '../rule';
import { jobName } from '../job-name';
import { LEAST_FAILURES } from '../samples';

/** Above this part of errors among all replies the service counts as unavailable. */
const MOSTLY = 0.5;

/** cert-manager renews 30 days before the end: nine days later something has failed for good. */
const RENEWAL_LATE_DAYS = 21;
const LAST_DAYS = 3;
const DAY_SECONDS = 86_400;

/** What says that the gateway itself is broken, or cannot do what it is told. */
export function gatewayAlerts(context: RuleContext): AlertSpec[] {
  return [...availability(context), ...conditions(context), ...certificate(context)];
}

function availability(context: RuleContext): AlertSpec[] {
  const { unavailable } = context.service.monitoring.alerts.thresholds;
  const up = series(context, 'up', `job="${jobName(context.service.name, 'gateway')}"`);
  const replies = (...more: readonly string[]): string =>
    total(`rate(${series(context, 'cutover_requests_total', ...more)}[1m])`);
  const errors = replies('code=~"5.."');
  return [
    {
      name: 'GatewayDown',
      severity: 'critical',
      version: 'none',
      expr: lines(`${total(up)} == 0`, `or absent(${up})`),
      for: unavailable.for,
      summary: 'no gateway pod can be reached',
      description: `For ${unavailable.for} no gateway pod has answered Prometheus: clients are not served, or nobody can see that they are.`,
      action:
        'kubectl get pods -l app.kubernetes.io/component=gateway; a rollback of traffic cannot help.',
    },
    {
      name: 'ServiceUnavailable',
      severity: 'critical',
      version: 'none',
      expr: lines(
        `${errors} / ${replies()} > ${MOSTLY}`,
        `and ${errors} * 60 >= ${LEAST_FAILURES}`,
      ),
      for: unavailable.for,
      summary: 'most requests are answered with errors',
      description: `${SHOWN.percent} of all replies within a minute were 5xx, whichever version was asked.`,
      action: 'cutover status; then the alerts of the versions say which one fails.',
    },
    {
      name: 'MeasurementsLost',
      severity: 'warning',
      version: 'none',
      expr: `${total(`increase(${series(context, 'cutover_uncounted_requests_total')}[10m])`)} > 0`,
      summary: 'requests are not counted',
      description: `${SHOWN.number} requests within 10 minutes are in no counter: rates and gates do not see them.`,
      action:
        'The memory of the counters is full: fewer routes, or new gateway pods (kubectl rollout restart).',
    },
  ];
}

/** Conditions that have an alert of their own, or pass while nothing is wrong. */
const NOT_HERE = 'config-rejected|waiting-for-v1|waiting-for-v2';

function conditions(context: RuleContext): AlertSpec[] {
  const holding = (by: string, matcher: string): string =>
    `max by (${by}) (${series(context, 'cutover_agent_condition', matcher)}) == 1`;
  return [
    {
      name: 'ConfigRejected',
      severity: 'critical',
      version: 'none',
      expr: holding('namespace, service, pod', 'condition="config-rejected"'),
      for: '1m',
      summary: 'NGINX refuses its configuration',
      description:
        'The pod {{ $labels.pod }} serves the configuration before, and follows no share and no hold until it takes a new one.',
      action: 'kubectl logs POD -c agent tells what NGINX said. Undo the change that made it.',
    },
    {
      name: 'GatewayPodCondition',
      severity: 'warning',
      version: 'none',
      expr: holding('namespace, service, pod, condition', `condition!~"${NOT_HERE}"`),
      for: '10m',
      summary: 'a gateway pod reports {{ $labels.condition }}',
      description:
        'The pod {{ $labels.pod }} has had the condition {{ $labels.condition }} for 10 minutes. It serves on with what it had.',
      action: 'cutover status; the conditions are explained in docs/operations.md.',
    },
    {
      name: 'WaitingForCapacity',
      severity: 'warning',
      version: 'none',
      expr: holding('namespace, service, condition', 'condition=~"waiting-for-v[12]"'),
      for: '10m',
      summary: 'the share does not move for want of ready pods',
      description:
        'The agents have been {{ $labels.condition }} for 10 minutes: the version has fewer ready pods than its floor.',
      action: 'cutover status; kubectl get hpa,pods: are pods pending, or the ceiling too low?',
    },
  ];
}

function certificate(context: RuleContext): AlertSpec[] {
  if (context.service.gateway.tls.mode === 'off') return [];
  const left = `${lowest(series(context, 'cutover_certificate_expiry_seconds'))} - time()`;
  const ends = `The certificate of the gateway ends in ${SHOWN.duration}`;
  return [
    {
      name: 'CertificateNotRenewed',
      severity: 'warning',
      version: 'none',
      expr: `${left} < ${RENEWAL_LATE_DAYS * DAY_SECONDS}`,
      for: '1h',
      summary: 'the certificate of the gateway should have been renewed',
      description: `${ends}; it is renewed 30 days before.`,
      action: 'kubectl describe certificate; or put a new one into the Secret.',
    },
    {
      name: 'CertificateExpires',
      severity: 'critical',
      version: 'none',
      expr: `${left} < ${LAST_DAYS * DAY_SECONDS}`,
      summary: 'the certificate of the gateway is about to end',
      description: `${ends}; then no client can connect.`,
      action: 'Put a valid certificate into the Secret: the agents take it up by themselves.',
    },
  ];
}

/** What says that V2 is not seen, though it has a part of the traffic: no data is never healthy. */
export function absenceAlerts(context: RuleContext): AlertSpec[] {
  const { service } = context;
  const observed = highest(series(context, 'cutover_share_observed'));
  const asked = total(series(context, 'cutover:attempts:rate5m'));
  const up = series(context, 'up', `job="${jobName(service.name, 'v2')}"`);
  const unseen: AlertSpec = {
    name: 'V2WithoutMetrics',
    severity: 'warning',
    version: 'v2',
    expr: lines(`${observed} > 0`, `unless on (namespace, service) ${total(up)} > 0`),
    for: '2m',
    summary: 'V2 has traffic, and tells nothing',
    description: `V2 has ${SHOWN.number} % of the traffic, and none of its pods has answered Prometheus for 2 minutes.`,
    action:
      'kubectl get pods; is its metrics path as the service file says? Do not raise the share.',
  };
  return [
    ...(service.versions.v2.metrics ? [unseen] : []),
    {
      name: 'V2WithoutRequests',
      severity: 'warning',
      version: 'v2',
      // Ten requests that V2 should have got: none at all has a probability of 5 in 100,000.
      expr: lines(
        `${observed} / 100 * on (namespace, service) ${asked} * 300 >= 10`,
        `unless on (namespace, service) ${total(series(context, 'cutover:attempts:rate5m', 'version="v2"'))} > 0`,
      ),
      for: '2m',
      summary: 'V2 has a share, and no requests are seen on it',
      description: `V2 should have got ${SHOWN.number} requests within 5 minutes, and none was counted.`,
      action:
        'cutover status; are there routes with `to: split`? Do not raise the share: nothing is known of V2.',
    },
  ];
}
