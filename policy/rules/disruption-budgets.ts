import { kindOf, podsOf } from '../pods';
import { at, entriesAt, listAt, shown, textAt, UNKNOWN, type Resource } from '../resource';
import type { Finding, Rule } from '../rule';

interface Config {
  readonly exempt: readonly string[];
}

export const disruptionBudgets: Rule<Config> = {
  name: 'disruption-budgets',
  description: 'Every Deployment and StatefulSet has one disruption budget that lets some pod go.',
  reason:
    'Without one a drained node takes all pods of a version; with none allowed it cannot be drained.',
  enforcementLevel: 'mandatory',
  configSchema: {
    properties: {
      exempt: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: 'Names of Deployments and StatefulSets that need none.',
      },
    },
  },
  stack(resources, { exempt }) {
    const budgets = resources.filter((resource) => kindOf(resource) === 'PodDisruptionBudget');
    return (
      resources
        .filter((resource) => ['Deployment', 'StatefulSet'].includes(kindOf(resource) ?? ''))
        // What is only read has no pods of this stack.
        .filter((resource) => podsOf(resource) !== undefined)
        .filter(({ props }) => !exempt.includes(textAt(props, 'metadata', 'name') ?? ''))
        .flatMap((resource) => {
          const own = budgets.filter((budget) => covers(budget, resource));
          if (own.length !== 1) return [countProblem(resource, own.length)];
          return own.flatMap((budget) => evictionProblem(budget, floorOf(resource, resources)));
        })
    );
  },
};

function countProblem({ urn }: Resource, count: number): Finding {
  return {
    urn,
    field: 'PodDisruptionBudget',
    ...(count === 0
      ? { got: undefined, rule: 'select its pods', mend: 'add one' }
      : {
          got: `${count} select its pods`,
          rule: 'be one: Kubernetes evicts no pod that two of them select',
          mend: 'keep one of them',
        }),
  };
}

/** @returns a budget that never lets a pod go. @param floor - least number of pods; `undefined`: not known. */
function evictionProblem({ urn, props }: Resource, floor: number | undefined): Finding[] {
  const most = at(props, 'spec', 'maxUnavailable');
  const least = at(props, 'spec', 'minAvailable');
  const problem = { urn, mend: 'let one pod go at least' };
  if (most !== undefined) {
    if (most === UNKNOWN || countOf(most) > 0) return [];
    const rule = 'be more than 0';
    return [{ ...problem, field: 'spec.maxUnavailable', got: shown(most), rule }];
  }
  const field = 'spec.minAvailable';
  if (least === undefined) {
    return [{ ...problem, field, got: undefined, rule: "be given, or 'maxUnavailable'" }];
  }
  const needed = leastPods(least, floor);
  if (needed === undefined || floor === undefined || needed < floor) return [];
  const rule = `leave one of the ${floor} pods to go`;
  return [{ ...problem, field, got: shown(least), rule }];
}

/** @returns the number in a count or a percentage. */
const countOf = (value: unknown): number =>
  typeof value === 'string' || typeof value === 'number' ? parseInt(String(value), 10) : NaN;

/** Kubernetes rounds percentages up. */
function leastPods(least: unknown, floor: number | undefined): number | undefined {
  const count = countOf(least);
  if (typeof least !== 'string' || !least.endsWith('%')) return count;
  return floor === undefined ? undefined : Math.ceil((count * floor) / 100);
}

/** The number of pods below which it is not scaled: of its autoscaler, else its own. */
function floorOf(resource: Resource, resources: readonly Resource[]): number | undefined {
  const autoscaler = resources.find(
    (other) =>
      kindOf(other) === 'HorizontalPodAutoscaler' &&
      textAt(other.props, 'spec', 'scaleTargetRef', 'kind') === kindOf(resource) &&
      textAt(other.props, 'spec', 'scaleTargetRef', 'name') ===
        textAt(resource.props, 'metadata', 'name'),
  );
  const floor =
    autoscaler === undefined
      ? (at(resource.props, 'spec', 'replicas') ?? 1)
      : (at(autoscaler.props, 'spec', 'minReplicas') ?? 1);
  return typeof floor === 'number' ? floor : undefined;
}

function covers(budget: Resource, resource: Resource): boolean {
  const namespace = ({ props }: Resource): unknown => at(props, 'metadata', 'namespace');
  if (namespace(budget) !== namespace(resource)) return false;
  const labels = podsOf(resource)?.labels;
  const selector = at(budget.props, 'spec', 'selector');
  return (
    selector !== undefined &&
    entriesAt(selector, 'matchLabels').every(([key, value]) => at(labels, key) === value) &&
    listAt(selector, 'matchExpressions').every((expression) => matches(expression, labels))
  );
}

function matches(expression: unknown, labels: unknown): boolean {
  const value = at(labels, textAt(expression, 'key') ?? '');
  const isAmong = listAt(expression, 'values').includes(value);
  switch (textAt(expression, 'operator')) {
    case 'In':
      return isAmong;
    case 'NotIn':
      return !isAmong;
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}
