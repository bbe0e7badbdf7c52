import type { core } from '@pulumi/kubernetes/types/input';

/**
 * @param port - name of the port at which an in-cluster program answers `/live` and `/ready` (`kube/probes.ts`).
 * @returns the three probes of its container.
 */
export function programProbes(
  port: string,
): Pick<core.v1.Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  const probe = (path: string) => ({ httpGet: { path, port } });
  return {
    startupProbe: { ...probe('/live'), periodSeconds: 1, failureThreshold: 60 },
    readinessProbe: { ...probe('/ready'), periodSeconds: 5, failureThreshold: 3 },
    livenessProbe: {
      ...probe('/live'),
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
  };
}
