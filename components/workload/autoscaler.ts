import type { autoscaling } from '@pulumi/kubernetes/types/input';
import type { ServiceVersion } from '../../model/service/service';

type Replicas = ServiceVersion['replicas'];

/** @returns whether an autoscaler says how many pods there are; else their number is fixed. */
export function isScaled({ min, max }: Replicas): boolean {
  return min < max;
}

/**
 * The rules of the autoscaler of a Deployment.
 *
 * **Up**, quickly and bounded: twice the pods, or two more, in half a minute. The autoscaler looks every 15 s, and
 * what it sees of a new pod is up to half a minute old: going faster would answer the same load twice.
 *
 * **Down**, slowly: the most pods that the load of the last five minutes asked for, then one pod, or a tenth of them, a
 * minute. A pause in the traffic costs no pods, and a mistaken floor is seen before it hurts.
 *
 * A floor that falls is not held back by those five minutes, which remember what the load asked for and not the
 * floor. It may be lowered before the traffic moves all the same: pods go one a minute, and only as far as the load
 * that they still carry does not need them.
 *
 * @param floor - least number of pods; from `model/capacity.ts`.
 */
export function autoscalerSpec(
  target: string,
  { max, cpuPercent, memoryPercent }: Replicas,
  floor: number,
): autoscaling.v2.HorizontalPodAutoscalerSpec {
  return {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
    minReplicas: floor,
    maxReplicas: max,
    metrics: [utilization('cpu', cpuPercent), utilization('memory', memoryPercent)],
    behavior: {
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [
          { type: 'Percent', value: 100, periodSeconds: 30 },
          { type: 'Pods', value: 2, periodSeconds: 30 },
        ],
      },
      scaleDown: {
        stabilizationWindowSeconds: 300,
        selectPolicy: 'Max',
        policies: [
          { type: 'Percent', value: 10, periodSeconds: 60 },
          { type: 'Pods', value: 1, periodSeconds: 60 },
        ],
      },
    },
  };
}

function utilization(name: string, percent: number): autoscaling.v2.MetricSpec {
  const target = { type: 'Utilization', averageUtilization: percent };
  return { type: 'Resource', resource: { name, target } };
}
