import { RESTRICTED_POD } from '../../components/pod-security';
import type { SystemObject } from '../cluster/apply';
import { moreScrapes, moreScrapesKey } from './kubelet-scrape';
import { instanceName, monitoringNamespace, monitoringPorts } from './names';
import { account, ownObject } from './object';

const name = 'prometheus';
const read = ['get', 'list', 'watch'];
const port = monitoringPorts.prometheus;

/** Prometheus with the ServiceMonitors, PodMonitors and rules of every namespace, and with what containers use. */
export const prometheusObjects: readonly SystemObject[] = [
  ...account(name, {
    everywhere: [
      { apiGroups: [''], resources: ['pods', 'services', 'nodes'], verbs: read },
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
    ],
  }),
  moreScrapes,
  ownObject('Prometheus', instanceName, {
    spec: {
      image: `cutover.local/prometheus:local`,
      imagePullPolicy: 'Never',
      // Decides flags and the syntax of the configuration: that of Debian trixie's package.
      version: 'v2.53.3',
      serviceAccountName: name,
      securityContext: RESTRICTED_POD,
      replicas: 1,
      scrapeInterval: '5s',
      evaluationInterval: '5s',
      retention: '6h',
      serviceDiscoveryRole: 'EndpointSlice',
      ...Object.fromEntries(
        ['serviceMonitor', 'podMonitor', 'rule'].flatMap((kind) => [
          [`${kind}Selector`, {}],
          [`${kind}NamespaceSelector`, {}],
        ]),
      ),
      additionalScrapeConfigs: moreScrapesKey,
      alerting: {
        alertmanagers: [
          {
            namespace: monitoringNamespace,
            name: 'alertmanager',
            port: 'web',
            apiVersion: 'v2',
          },
        ],
      },
      resources: { requests: { memory: '100Mi' } },
      // Nothing that it holds is worth the ten minutes that it would be given by default.
      terminationGracePeriodSeconds: 5,
      // The operator's own asks every 15 s.
      containers: [{ name, startupProbe: { periodSeconds: 1, failureThreshold: 300 } }],
    },
  }),
  ownObject('Service', name, {
    spec: {
      selector: { 'app.kubernetes.io/name': name, prometheus: instanceName },
      ports: [{ name: 'web', port, targetPort: port }],
    },
  }),
];
