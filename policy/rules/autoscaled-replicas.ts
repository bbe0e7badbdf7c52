import { kindOf } from '../pods';
import { at, shown, textAt, type Resource } from '../resource';
import type { Finding, Rule } from '../rule';

export const autoscaledReplicas: Rule = {
  name: 'autoscaled-replicas',
  description: 'What an autoscaler scales declares no number of replicas, and has one autoscaler.',
  reason: 'Every update would set back what the autoscaler has decided, at peak as well.',
  enforcementLevel: 'mandatory',
  configSchema: { properties: {} },
  stack(resources) {
    const scaled = resources
      .filter((resource) => kindOf(resource) === 'HorizontalPodAutoscaler')
      .map((autoscaler) => ({ autoscaler, target: targetOf(autoscaler) }));
    return resources.flatMap((resource) => {
      const name = nameOf(resource);
      const autoscalers = scaled.filter(({ target }) => target === name);
      if (name === undefined || autoscalers.length === 0) return [];
      return [...declared(resource), ...several(resource, autoscalers.length)];
    });
  },
};

function declared({ urn, props }: Resource): Finding[] {
  const replicas = at(props, 'spec', 'replicas');
  if (replicas === undefined) return [];
  return [
    {
      urn,
      field: 'spec.replicas',
      got: shown(replicas),
      rule: 'not be declared under an autoscaler',
      mend: "remove it; the floor is the autoscaler's minReplicas",
    },
  ];
}

function several({ urn }: Resource, count: number): Finding[] {
  if (count === 1) return [];
  const rule = 'be one: two of them undo what each other decides';
  return [{ urn, field: 'autoscalers', got: String(count), rule, mend: 'keep one of them' }];
}

/** Kind, namespace and name as one text; kinds that no autoscaler knows have none. */
function nameOf(resource: Resource): string | undefined {
  const name = textAt(resource.props, 'metadata', 'name');
  const kind = kindOf(resource);
  return name === undefined || kind === undefined
    ? undefined
    : [kind, textAt(resource.props, 'metadata', 'namespace') ?? 'default', name].join('/');
}

function targetOf({ props }: Resource): string {
  const part = (key: string): string => textAt(props, 'spec', 'scaleTargetRef', key) ?? '';
  const namespace = textAt(props, 'metadata', 'namespace') ?? 'default';
  return [part('kind'), namespace, part('name')].join('/');
}
