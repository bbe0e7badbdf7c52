import { containerField, podsOf } from '../pods';
import { at, shown, UNKNOWN } from '../resource';
import type { Finding, Rule } from '../rule';

interface Config {
  readonly withoutCpuLimit: readonly string[];
}

export const resourceLimits: Rule<Config> = {
  name: 'resource-limits',
  description: 'Every container has limits and requests for CPU and memory.',
  reason:
    'Without them one version can take from the other what it needs, and the scheduler guesses.',
  enforcementLevel: 'mandatory',
  configSchema: {
    properties: {
      withoutCpuLimit: {
        type: 'array',
        items: { type: 'string' },
        // Throttled, the agent would delay a rollback by up to 100 ms at a time.
        default: ['agent'],
        description: 'Containers that need no CPU limit.',
      },
    },
  },
  resource(resource, { withoutCpuLimit }) {
    return (podsOf(resource)?.containers ?? []).flatMap((container) => {
      const finding = (list: string, what: string): Finding[] => {
        const found = at(container.spec, 'resources', list, what);
        // What is not requested is requested as the limit says.
        const value =
          found ?? (list === 'requests' ? at(container.spec, 'resources', 'limits', what) : found);
        if (isQuantity(value)) return [];
        const field = containerField(container, `resources.${list}.${what}`);
        return [{ field, got: shown(value), rule: 'be more than nothing', mend: 'set it' }];
      };
      return [
        ...(withoutCpuLimit.includes(container.name) ? [] : finding('limits', 'cpu')),
        ...finding('limits', 'memory'),
        ...finding('requests', 'cpu'),
        ...finding('requests', 'memory'),
      ];
    });
  },
};

/** Kubernetes takes 0 for no limit. */
function isQuantity(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  return (typeof value === 'string' || typeof value === 'number') && parseFloat(String(value)) > 0;
}
