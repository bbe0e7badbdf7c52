/** The namespace of what watches the cluster: a service's `security.monitoringNamespace` names it by default. */
export const monitoringNamespace = 'monitoring';

/** Ports of the Services `prometheus`, `alertmanager` and `receiver`, and of the pods behind them. */
export const monitoringPorts = {
  prometheus: 9090,
  alertmanager: 9093,
  /** Takes what a chat, a pager or a webhook would be sent, and lists all that came in. */
  receiver: 8080,
  /** Takes mail. */
  receiverMail: 2525,
} as const;

export type MonitoringServer = 'prometheus' | 'alertmanager' | 'receiver';

/** The name of the one Prometheus and of the one Alertmanager, as custom resources. */
export const instanceName = 'cutover';
