import { containerField, podsOf } from '../pods';
import { at } from '../resource';
import type { Rule } from '../rule';

interface Config {
  readonly required: readonly string[];
  readonly exempt: readonly string[];
}

export const probes: Rule<Config> = {
  name: 'probes',
  description: 'Every container that lasts has a startup, a readiness and a liveness probe.',
  reason:
    'Traffic goes where readiness says; without the other two a slow start is killed or a hang stays.',
  enforcementLevel: 'mandatory',
  configSchema: {
    properties: {
      required: {
        type: 'array',
        items: { type: 'string', enum: ['startup', 'readiness', 'liveness'] },
        default: ['startup', 'readiness', 'liveness'],
        description: 'Probes that must be there.',
      },
      exempt: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: 'Names of containers that need none.',
      },
    },
  },
  resource(resource, { required, exempt }) {
    return (podsOf(resource)?.containers ?? [])
      .filter(({ name, isLasting }) => isLasting && !exempt.includes(name))
      .flatMap((container) =>
        required
          .filter((probe) => !asks(at(container.spec, `${probe}Probe`)))
          .map((probe) => ({
            field: containerField(container, `${probe}Probe`),
            got: undefined,
            rule: 'ask by httpGet, tcpSocket, grpc or exec',
            mend: 'add it',
          })),
      );
  },
};

const asks = (probe: unknown): boolean =>
  ['httpGet', 'tcpSocket', 'grpc', 'exec'].some((way) => at(probe, way) !== undefined);
