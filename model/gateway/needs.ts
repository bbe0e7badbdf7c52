import type { V1State } from '../finalise';
import type { Route } from '../service/route';
import type { Service } from '../service/service';

/** What the gateway of a service needs beside plain NGINX, and what its agents must be told. */
export interface GatewayNeeds {
  /**
   * How a split route finds its version. `native`: NGINX's own weights, the cheapest way. `counter`: the script's
   * exact counter, where the version must be known before it is asked. `user`: by the user's key. `none`: there is
   * nothing to split.
   */
  readonly split: 'native' | 'counter' | 'user' | 'none';
  /** Whether the gateway script is imported. */
  readonly script: boolean;
  /** Whether a route falls back to V1. */
  readonly fallback: boolean;
  /** Whether there is a limit per client on some route. */
  readonly rateLimit: boolean;
  /** Whether some route needs a valid token. */
  readonly jwt: boolean;
  /** Whether requests are copied to the comparator. */
  readonly comparator: boolean;
  readonly waf: boolean;
  readonly tls: boolean;
}

/** @returns what a gateway needs: nothing is loaded that no route makes use of. */
export function gatewayNeeds(service: Service, v1State: V1State): GatewayNeeds {
  const { gateway, routes } = service;
  const split = splitBy(service, v1State);
  const rateLimit = gateway.rateLimit.enabled && routes.some((route) => route.rateLimit);
  const jwt = gateway.jwt !== undefined && routes.some((route) => route.jwt);
  return {
    split,
    script: split === 'counter' || rateLimit || jwt,
    fallback: routes.some((route) => fallsBack(route, v1State)),
    rateLimit,
    jwt,
    comparator: routes.some((route) => comparedPercent(service, route, v1State) > 0),
    waf: gateway.waf.mode !== 'off',
    tls: gateway.tls.mode !== 'off',
  };
}

/** Whether V1 gets the requests of a route that V2 fails. */
export function fallsBack(route: Route, v1State: V1State): boolean {
  return route.to !== 'v1' && route.fallback !== 'none' && v1State !== 'removed';
}

/** Whether V2 gets copies of the requests of a route that V1 answers. */
export function isMirrored(route: Route, v1State: V1State): boolean {
  return route.to !== 'v2' && route.mirrorPercent > 0 && v1State !== 'removed';
}

/** @returns the part of a route's requests, in percent, that both versions answer once more to be compared; 0: none. */
export function comparedPercent(
  { comparison }: Pick<Service, 'comparison'>,
  { name }: Route,
  v1State: V1State,
): number {
  return v1State === 'removed' ? 0 : (comparison?.routes[name]?.percent ?? 0);
}

function splitBy(service: Service, v1State: V1State): GatewayNeeds['split'] {
  const split = service.routes.filter(({ to }) => to === 'split');
  if (split.length === 0 || v1State === 'removed') return 'none';
  if (service.assignment.mode === 'perUser') return 'user';
  const known = split.some((route) => fallsBack(route, v1State) || isMirrored(route, v1State));
  // Weights and the least connections cannot both choose a server within one upstream.
  return known || service.gateway.balancing === 'least_conn' ? 'counter' : 'native';
}
