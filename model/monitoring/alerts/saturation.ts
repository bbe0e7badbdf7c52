import { VERSIONS, versionName, type Version } from '../../names';
import { memoryBytes, milliCpus } from '../../service/quantity';
import { SHOWN, type AlertSpec } from '../alert';
import type { RuleContext } from '../rule';

/**
 * CPU and memory of a version by its limits, as 003 asks. The kubelet tells what containers use (cAdvisor); the limits
 * stand in the service file, so that nothing else need be installed for it.
 */
export function saturationAlerts(context: RuleContext): AlertSpec[] {
  const { cpuPercent, memoryPercent } = context.service.monitoring.alerts.thresholds;
  return VERSIONS.flatMap((version) => {
    const { limits } = context.service.versions[version].resources;
    const cpu = usage(context, version, 'container_cpu_usage_seconds_total', '5m');
    const memory = usage(context, version, 'container_memory_working_set_bytes');
    return [
      {
        name: 'CpuHigh',
        severity: 'warning',
        version,
        expr: `avg by (namespace) (${cpu}) * 100 / ${milliCpus(limits.cpu) / 1_000} > ${cpuPercent.above}`,
        for: cpuPercent.for,
        summary: `the pods of ${version.toUpperCase()} use much of their CPU`,
        description: `They use ${SHOWN.number} % of their limit on average; the bound is ${cpuPercent.above} % for ${cpuPercent.for}.`,
        action: 'kubectl get hpa: is the ceiling reached? Raise replicas.max before the share.',
      },
      {
        name: 'MemoryHigh',
        severity: 'warning',
        version,
        expr: `avg by (namespace) (${memory}) * 100 / ${memoryBytes(limits.memory)} > ${memoryPercent.above}`,
        for: memoryPercent.for,
        summary: `the pods of ${version.toUpperCase()} use much of their memory`,
        description: `They use ${SHOWN.number} % of their limit on average; the bound is ${memoryPercent.above} % for ${memoryPercent.for}.`,
        action: 'kubectl top pods: does one of them leak? Above the limit a container is killed.',
      },
    ] satisfies AlertSpec[];
  });
}

/** Of each pod of a version; pods of a Deployment end in two parts of their own. */
function usage(context: RuleContext, version: Version, metric: string, window?: string): string {
  const pods = `${versionName(context.service.name, version)}-[a-z0-9]+-[a-z0-9]+`;
  const of = `${metric}{namespace="${context.namespace}",pod=~"${pods}",container="service"}`;
  return `sum by (namespace, pod) (${window === undefined ? of : `rate(${of}[${window}])`})`;
}
