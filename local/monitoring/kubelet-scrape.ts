import { ownObject } from './object';

/** Those that rules and dashboards ask for. */
const kept = ['container_cpu_usage_seconds_total', 'container_memory_working_set_bytes'] as const;

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * What each container uses. The kubelet tells it in two places under the same names; cAdvisor, which is the other one,
 * does not find the containers' names behind this cluster's own containerd. The operator has monitors only for what a
 * Service or a pod stands for. The kubelet's certificate is its own, and taken as kube-prometheus takes it.
 */
const kubelets = {
  job_name: 'kubelet',
  scheme: 'https',
  metrics_path: '/metrics/resource',
  // It is measured every 10 s or so, whatever is asked more often.
  scrape_interval: '10s',
  // Namespace and pod are those of the container.
  honor_labels: true,
  kubernetes_sd_configs: [{ role: 'node' }],
  authorization: { credentials_file: `${serviceAccount}/token` },
  tls_config: { insecure_skip_verify: true },
  metric_relabel_configs: [{ source_labels: ['__name__'], regex: kept.join('|'), action: 'keep' }],
};

const name = 'prometheus-more';
const key = 'scrape.yaml';

/** The Secret with what is scraped besides monitors: the operator takes it in no other form. */
export const moreScrapes = ownObject('Secret', name, {
  stringData: { [key]: JSON.stringify([kubelets]) },
});

/** Where a Prometheus of the operator finds {@link moreScrapes}. */
export const moreScrapesKey = { name, key };
