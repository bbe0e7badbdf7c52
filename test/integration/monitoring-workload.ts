import { monitoringNamespace, monitoringPorts } from '../../local/monitoring/names';

/** The namespace of a service that is watched. */
export const shop = 'shop';

const labels = { app: shop };
const namespaced = { namespace: shop };
const receiver = `http://receiver.${monitoringNamespace}:${monitoringPorts.receiver}`;

/** Serves its metrics, and is the place from which other places are tried. */
const program = `require('http')
  .createServer((request, reply) => reply.end('shop_orders_total 42\\n'))
  .listen(8080)`;

const workload = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: shop } },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...namespaced, name: shop, labels },
    spec: {
      containers: [
        {
          name: shop,
          image: 'cutover.local/cutover:local',
          imagePullPolicy: 'Never',
          args: ['-e', program],
          ports: [{ name: 'metrics', containerPort: 8080 }],
        },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...namespaced, name: shop, labels },
    spec: { selector: labels, ports: [{ name: 'metrics', port: 8080 }] },
  },
];

/** Each goes to a receiver of its own; there is one for every way of telling somebody. */
export const severities = {
  critical: 'pagerduty',
  warning: 'slack',
  info: 'email',
  none: 'webhook',
};

const alerts = Object.keys(severities).map((severity) => ({
  alert: `Orders${severity}`,
  expr: `sum by (namespace) (shop_orders_total{namespace="${shop}"}) > 0`,
  labels: { severity },
  annotations: { summary: `{{ $value }} orders in {{ $labels.namespace }}` },
}));

const secretKey = (key: string) => ({ name: 'receivers', key });

const routes = {
  route: {
    receiver: 'webhook',
    groupBy: ['alertname'],
    groupWait: '1s',
    routes: Object.entries(severities).map(([severity, by]) => ({
      receiver: by,
      matchers: [{ name: 'severity', value: severity, matchType: '=' }],
    })),
  },
  receivers: [
    {
      name: 'pagerduty',
      pagerdutyConfigs: [{ routingKey: secretKey('routingKey'), url: `${receiver}/pagerduty` }],
    },
    {
      name: 'slack',
      slackConfigs: [
        {
          apiURL: secretKey('slack'),
          channel: '#shop',
          text: '{{ .CommonAnnotations.summary }}',
        },
      ],
    },
    { name: 'webhook', webhookConfigs: [{ url: `${receiver}/webhook` }] },
    {
      name: 'email',
      emailConfigs: [
        {
          to: 'shop@example.com',
          from: 'alerts@example.com',
          smarthost: `receiver.${monitoringNamespace}:${monitoringPorts.receiverMail}`,
          requireTLS: false,
        },
      ],
    },
  ],
};

/** What a team brings with its service, and nothing of it in the namespace of monitoring. */
export const watchedService = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    ...workload,
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { ...namespaced, name: 'receivers' },
      stringData: { routingKey: 'a-key', slack: `${receiver}/slack` },
    },
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { ...namespaced, name: shop },
      spec: { selector: { matchLabels: labels }, endpoints: [{ port: 'metrics' }] },
    },
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { ...namespaced, name: shop },
      spec: { groups: [{ name: shop, rules: alerts }] },
    },
    {
      apiVersion: 'monitoring.coreos.com/v1alpha1',
      kind: 'AlertmanagerConfig',
      metadata: { ...namespaced, name: shop },
      spec: routes,
    },
  ],
};
