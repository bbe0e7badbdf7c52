import { GATEWAY_COMPONENT, GUARD_COMPONENT } from '../../model/names';
import { containerProblems, podProblems } from '../pod-security';
import { containerField, podsOf } from '../pods';
import { at, listAt, shown } from '../resource';
import type { Finding, Rule } from '../rule';

interface Config {
  readonly mayHoldToken: readonly string[];
}

export const restrictedPods: Rule<Config> = {
  name: 'restricted-pods',
  description:
    'Pods keep to Pod Security "restricted", with a read-only root and without a token they do not need.',
  reason:
    'What breaks into one container then finds no way to write, to rise or to ask the API server.',
  enforcementLevel: 'mandatory',
  configSchema: {
    properties: {
      mayHoldToken: {
        type: 'array',
        items: { type: 'string' },
        default: [GATEWAY_COMPONENT, GUARD_COMPONENT],
        description: 'Components, by their label, whose pods may mount a token as a volume.',
      },
    },
  },
  resource(resource, { mayHoldToken }) {
    const pods = podsOf(resource);
    if (pods === undefined) return [];
    const { spec, component, containers } = pods;
    const mayHold = component !== undefined && mayHoldToken.includes(component);
    return [
      ...podProblems(spec),
      ...tokenProblems(spec, mayHold),
      ...containers.flatMap((container) =>
        containerProblems(container.spec, spec).map((problem) => ({
          ...problem,
          field: containerField(container, problem.field),
        })),
      ),
    ];
  },
};

function tokenProblems(spec: unknown, mayHold: boolean): Finding[] {
  const mounted = at(spec, 'automountServiceAccountToken');
  const projected = listAt(spec, 'volumes').some((volume) =>
    listAt(volume, 'projected', 'sources').some(
      (source) => at(source, 'serviceAccountToken') !== undefined,
    ),
  );
  return [
    ...(mounted === false
      ? []
      : [
          {
            field: 'automountServiceAccountToken',
            got: shown(mounted),
            rule: 'be false',
            mend: 'set it; a pod that needs a token mounts it into the one container that asks',
          },
        ]),
    ...(projected && !mayHold
      ? [
          {
            field: 'volumes',
            got: 'a serviceAccountToken',
            rule: 'hold no token',
            mend: "remove it, or name the component in the rule's 'mayHoldToken'",
          },
        ]
      : []),
  ];
}
