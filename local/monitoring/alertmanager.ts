import { RESTRICTED_POD } from '../../components/pod-security';
import type { SystemObject } from '../cluster/apply';
import { instanceName, monitoringPorts } from './names';
import { ownObject } from './object';

const name = 'alertmanager';
const port = monitoringPorts.alertmanager;

/**
 * Alertmanager with the AlertmanagerConfigs of every namespace. Each gets only the alerts whose label `namespace` is
 * its own namespace, which is the operator's default.
 */
export const alertmanagerObjects: readonly SystemObject[] = [
  ownObject('Alertmanager', instanceName, {
    spec: {
      image: `cutover.local/alertmanager:local`,
      imagePullPolicy: 'Never',
      // Decides flags and the syntax of the configuration: that of Debian trixie's package.
      version: 'v0.28.1',
      automountServiceAccountToken: false,
      securityContext: RESTRICTED_POD,
      replicas: 1,
      alertmanagerConfigSelector: {},
      alertmanagerConfigNamespaceSelector: {},
      resources: { requests: { memory: '30Mi' } },
      terminationGracePeriodSeconds: 5,
    },
  }),
  ownObject('Service', name, {
    spec: {
      selector: { 'app.kubernetes.io/name': name, alertmanager: instanceName },
      ports: [{ name: 'web', port, targetPort: port }],
    },
  }),
];
