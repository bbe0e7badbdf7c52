import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../../components/pod-security';
import type { SystemObject } from '../cluster/apply';
import { monitoringPorts } from './names';
import { ownObject } from './object';

const name = 'receiver';
const labels = { 'app.kubernetes.io/name': name };
const folder = '/receiver';
const file = 'receiver.js';
const { receiver: port, receiverMail: mailPort } = monitoringPorts;

/**
 * The receiver as a pod of the image that every cluster has, with the program mounted: it is no part of what Cutover
 * ships.
 *
 * @param program - its bundle, the text of `dist/receiver.js`.
 */
export function receiverObjects(program: string): SystemObject[] {
  return [
    ownObject('ConfigMap', name, { data: { [file]: program } }),
    ownObject('Deployment', name, {
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: podSpec() },
      },
    }),
    ownObject('Service', name, {
      spec: {
        selector: labels,
        ports: [
          { name: 'http', port, targetPort: port },
          { name: 'smtp', port: mailPort, targetPort: mailPort },
        ],
      },
    }),
  ];
}

function podSpec() {
  return {
    automountServiceAccountToken: false,
    securityContext: RESTRICTED_POD,
    containers: [
      {
        name,
        image: 'cutover.local/cutover:local',
        imagePullPolicy: 'Never',
        args: [`${folder}/${file}`],
        ports: [
          { name: 'http', containerPort: port },
          { name: 'smtp', containerPort: mailPort },
        ],
        resources: { requests: { memory: '40Mi' }, limits: { memory: '128Mi' } },
        readinessProbe: { httpGet: { path: '/deliveries', port: 'http' }, periodSeconds: 1 },
        securityContext: RESTRICTED_CONTAINER,
        volumeMounts: [{ name: 'program', mountPath: folder, readOnly: true }],
      },
    ],
    volumes: [{ name: 'program', configMap: { name } }],
  };
}
