import { targetLabels, type Target } from './targets';

/**
 * What `scrape_config_files` of a Prometheus without the operator takes in: it finds the pods by itself, and reads them
 * as the operator's monitors would have it.
 */
export function scrapeFile(service: string, namespace: string, targets: readonly Target[]) {
  return { scrape_configs: targets.map((target) => scrapeConfig(service, namespace, target)) };
}

function scrapeConfig(service: string, namespace: string, target: Target) {
  const labels = Object.entries(target.selector).map(([name, value]) => `${name}=${value}`);
  return {
    // Names of jobs are unique in a Prometheus; the label `job` is set below.
    job_name: `${namespace}/${target.job}`,
    scrape_interval: target.every,
    scrape_timeout: target.every,
    metrics_path: target.path,
    honor_labels: target.honorLabels,
    sample_limit: target.sampleLimit,
    kubernetes_sd_configs: [
      {
        role: 'pod',
        namespaces: { names: [namespace] },
        selectors: [{ role: 'pod', label: labels.join(',') }],
      },
    ],
    relabel_configs: [
      { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Succeeded|Failed', action: 'drop' },
      // A pod is found once for each of its ports; the same address is read once.
      address('(.+)', `$1:${target.port}`),
      address('(.*:.*)', `[$1]:${target.port}`),
      { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
      { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod' },
      ...Object.entries(targetLabels(service, target)).map(([target_label, replacement]) => ({
        target_label,
        replacement,
      })),
    ],
  };
}

/** The second one is for IPv6, whose addresses hold colons. */
const address = (regex: string, replacement: string) => ({
  source_labels: ['__meta_kubernetes_pod_ip'],
  regex,
  target_label: '__address__',
  replacement,
});
