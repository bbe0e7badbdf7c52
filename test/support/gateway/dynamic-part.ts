import { agentSettingsSchema, type AgentSettings } from '../../../model/agent-settings';
import type { V1State } from '../../../model/finalise';
import { gatewayNeeds } from '../../../model/gateway/needs';
import type { Service } from '../../../model/service/service';
import type { Share } from '../../../model/share';
import { renderUpstreams } from '../../../model/upstreams';
import type { Dynamics } from '../../../model/upstreams-dynamics';

export interface DynamicFacts {
  readonly service: Service;
  readonly share: number;
  readonly v1State: V1State;
  /** Ports on loopback. */
  readonly ports: { readonly v1: number; readonly v2: number; readonly comparator?: number };
  /** Ports of the pods that the gateway knows, with balancing `least_conn`. */
  readonly pods?: readonly number[] | undefined;
}

/** @returns what the agent of this service is told, and what it finds. */
export function agentOf({ service, share, v1State, ports, pods }: DynamicFacts): {
  readonly settings: AgentSettings;
  readonly dynamics: Dynamics;
} {
  const needs = gatewayNeeds(service, v1State);
  const address = '127.0.0.1';
  const removed = v1State === 'removed';
  const settings = agentSettingsSchema.parse({
    service: service.name,
    namespace: service.name,
    upstreams: {
      ...(removed ? {} : { v1: { address, port: ports.v1 } }),
      v2: { address, port: ports.v2 },
    },
    keepalive: { connections: 16, requests: 1_000, timeSeconds: 3_600, timeoutSeconds: 30 },
    balancing: service.gateway.balancing,
    assignment: service.assignment.mode,
    fallback: needs.fallback,
    tls: needs.tls,
    script: needs.script,
    // Without a port of its own, one on which nobody listens.
    ...(needs.comparator ? { comparator: { address, port: ports.comparator ?? 1 } } : {}),
    routes: service.routes.map(({ name }) => name),
  });
  const dynamics = {
    share: (removed ? 100 : share) as Share,
    ...(pods ? { pods: { v2: pods.map((port) => `${address}:${port}`) } } : {}),
    ...(needs.tls ? { certificate: 'test' } : {}),
    ...(needs.jwt ? { jwks: 'test' } : {}),
  };
  return { settings, dynamics };
}

/** @returns `upstreams.conf` as the agent of this service writes it, with its certificate in place. */
export function dynamicPart(facts: DynamicFacts): string {
  const { settings, dynamics } = agentOf(facts);
  return renderUpstreams(settings, dynamics).text.replaceAll('tls-test.', 'tls.');
}
