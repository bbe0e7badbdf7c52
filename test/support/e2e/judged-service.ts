import { monitoringNamespace, monitoringPorts } from '../../../local/monitoring/names';

/** The Secret that names the receivers, in the namespace of the service. */
const SECRET = 'alert-receivers';

const receiver = `http://receiver.${monitoringNamespace}:${monitoringPorts.receiver}`;
const secret = (key: string) => ({ secret: SECRET, key });

/** What is laid over the service file: gates that judge within seconds, and receivers inside of the cluster. */
export const judged = {
  // On a machine that is busy with the whole cluster the healthy V2 must stay far below the bound.
  objectives: { p95Milliseconds: 250 },
  monitoring: {
    prometheus: `http://prometheus.${monitoringNamespace}:${monitoringPorts.prometheus}`,
    gates: 'enforce',
    every: '5s',
    window: '30s',
    alerts: {
      pagerduty: { routingKey: secret('pagerduty'), url: `${receiver}/pagerduty` },
      slack: { webhook: secret('slack'), channel: '#supersmartmatch' },
      email: {
        to: ['ops@example.com'],
        from: 'alerts@example.com',
        smarthost: `receiver.${monitoringNamespace}:${monitoringPorts.receiverMail}`,
        requireTls: false,
      },
    },
  },
};

export const receiversSecret = {
  metadata: { name: SECRET },
  stringData: { pagerduty: 'a-routing-key', slack: `${receiver}/slack` },
};

/** One alert of each severity, each of another version: a page mutes the warnings of its own. */
export function testAlerts(namespace: string): object[] {
  const versions = { critical: 'v2', warning: 'v1', info: 'none' };
  return Object.entries(versions).map(([severity, version]) => ({
    labels: {
      alertname: `Drill${severity}`,
      ...{ severity, version, namespace, service: 'supersmartmatch', owner: 'ops@example.com' },
    },
    annotations: {
      summary: `supersmartmatch: Drill${severity}`,
      description: 'Nothing is wrong.',
      action: 'Nothing.',
      runbook_url: 'https://example.com/alerts#drill',
    },
  }));
}
