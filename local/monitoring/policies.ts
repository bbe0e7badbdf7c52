import { ports } from '../cluster/addresses';
import type { SystemObject } from '../cluster/apply';
import { monitoringNamespace, monitoringPorts } from './names';
import { ownObject } from './object';

const podsOf = (app: string) => ({ matchLabels: { 'app.kubernetes.io/name': app } });
const namespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const tcp = (...ports: readonly number[]) => ports.map((port) => ({ protocol: 'TCP', port }));

/** Every pod of the cluster, at any port: what is scraped, and what is told of alerts, lies in any namespace. */
const everyPod = { to: [{ namespaceSelector: {} }] };
const names = {
  to: [namespace('kube-system')],
  ports: ['UDP', 'TCP'].map((protocol) => ({ protocol, port: 53 })),
};
/** Where the API server is differs between clusters. */
const apiServer = { ports: tcp(443, 6443) };
/** At the nodes' own addresses. */
const kubelets = { ports: tcp(ports.kubelet) };

/** What may speak with whom; all else is refused. The node's own programs, which probe and test, are let in. */
export const policyObjects: readonly SystemObject[] = [
  ownObject('NetworkPolicy', 'default-deny', {
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  }),
  policy('prometheus-operator', { egress: [apiServer] }),
  policy('prometheus', {
    // The guard of every service asks it.
    ingress: [{ from: [{ namespaceSelector: {} }], ports: tcp(monitoringPorts.prometheus) }],
    egress: [apiServer, kubelets, names, everyPod],
  }),
  policy('alertmanager', {
    ingress: [{ from: [namespace(monitoringNamespace)], ports: tcp(monitoringPorts.alertmanager) }],
    egress: [names, everyPod],
  }),
  policy('receiver', {
    ingress: [
      {
        from: [namespace(monitoringNamespace)],
        ports: tcp(monitoringPorts.receiver, monitoringPorts.receiverMail),
      },
    ],
  }),
];

function policy(
  app: string,
  rules: { readonly ingress?: readonly object[]; readonly egress?: readonly object[] },
): SystemObject {
  return ownObject('NetworkPolicy', app, {
    spec: { podSelector: podsOf(app), policyTypes: ['Ingress', 'Egress'], ...rules },
  });
}
