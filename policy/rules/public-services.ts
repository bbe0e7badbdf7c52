import { COMPONENT_LABEL, GATEWAY_COMPONENT, gatewayName } from '../../model/names';
import { kindOf } from '../pods';
import { at, entriesAt, listAt, shown, textAt } from '../resource';
import type { Finding, Rule } from '../rule';

interface Config {
  readonly publicComponents: readonly string[];
}

export const publicServices: Rule<Config> = {
  name: 'public-services',
  description: 'Nothing but the gateway can be reached from outside of the cluster.',
  reason: 'A version that is reached past the gateway has no share, no hold, no limits and no log.',
  enforcementLevel: 'mandatory',
  configSchema: {
    properties: {
      publicComponents: {
        type: 'array',
        items: { type: 'string' },
        default: [GATEWAY_COMPONENT],
        description: "Components, by the label in a Service's selector, that may be public.",
      },
    },
  },
  resource(resource, { publicComponents }, { service }) {
    const kind = kindOf(resource);
    const { props } = resource;
    if (kind !== undefined && ROUTING.includes(kind)) {
      const gateway = service === undefined ? undefined : gatewayName(service.name);
      return routeProblems(kind, backendsOf(at(props, 'spec')), gateway);
    }
    if (kind !== 'Service') return [];
    // By what it leads to, not by what it calls itself.
    const component = textAt(props, 'spec', 'selector', COMPONENT_LABEL);
    if (component !== undefined && publicComponents.includes(component)) return [];
    return serviceProblems(props);
  },
};

/** Kinds that lead requests from outside to Services. */
const ROUTING = ['Ingress', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'];

/** @returns the names of all that a spec of an Ingress or a route leads to, wherever they stand in it. */
function backendsOf(spec: unknown): string[] {
  return entriesAt(spec).flatMap(([key, value]) => {
    if (key === 'backend' || key === 'defaultBackend') {
      const name = textAt(value, 'service', 'name') ?? textAt(value, 'resource', 'name');
      return [name ?? 'something unnamed'];
    }
    if (key === 'backendRefs' && Array.isArray(value)) {
      return value.map((reference) => textAt(reference, 'name') ?? 'something unnamed');
    }
    return backendsOf(value);
  });
}

function routeProblems(
  kind: string,
  backends: readonly string[],
  gateway: string | undefined,
): Finding[] {
  const others = [...new Set(backends)].filter((name) => name !== gateway);
  return others.map((name) => ({
    field: `${kind}.spec`,
    got: name,
    rule: 'lead to the gateway alone',
    mend: `name ${gateway ?? "the gateway's Service"} instead`,
  }));
}

function serviceProblems(props: unknown): Finding[] {
  const type = textAt(props, 'spec', 'type') ?? 'ClusterIP';
  const addresses = listAt(props, 'spec', 'externalIPs');
  return [
    ...(type === 'LoadBalancer' || type === 'NodePort'
      ? [
          {
            field: 'spec.type',
            got: type,
            rule: 'be ClusterIP for all but the gateway',
            mend: 'let clients come through the gateway',
          },
        ]
      : []),
    ...(addresses.length > 0
      ? [
          {
            field: 'spec.externalIPs',
            got: shown(at(props, 'spec', 'externalIPs')),
            rule: 'be empty for all but the gateway',
            mend: 'remove them',
          },
        ]
      : []),
  ];
}
