import type { Route } from '../service/route';
import { block, directive, map, OTHERWISE, type Directive } from './emit';
import { errorPages } from './errors';
import { UPSTREAMS, VALUES } from './names';
import { fallsBack } from './needs';
import { METHODS } from './paths';
import type { Wiring } from './wiring';

/** Methods of which NGINX may send a request twice without being told so. */
const IDEMPOTENT = METHODS.filter((method) => method !== 'POST' && method !== 'PATCH');

/** Where a request goes that V2 has not answered in time: to V1, or nowhere. */
const LATE = { idempotent: '$cutover_late_idempotent', safe: '$cutover_late_safe' } as const;
const TO_V1 = 'cutover_late_v1';
const NOWHERE = 'cutover_late';

/** In both places: the error of a second try is told as that of a first one would be. */
const recursive = directive('recursive_error_pages', 'on');

/** What a server must answer, or fail to, for another one to be asked. */
const FAILURES = [
  'error',
  'timeout',
  'invalid_header',
  'http_502',
  'http_503',
  'http_504',
] as const;

/**
 * When another server gets the request of a route that falls back. NGINX itself never sends a POST, LOCK or PATCH
 * twice once a server has got something of it, unless that is allowed.
 *
 * Where Kubernetes picks the pods, the second and last try is V1. Where the gateway does, V1 comes after all pods
 * of V2, which takes no time while they refuse; a pod that does not answer takes all the time there is, and then
 * the others are passed over.
 *
 * @param timeout - the time for a version to answer, as NGINX writes it.
 */
export function retries(route: Route, { gateway }: Wiring, timeout: string): Directive[] {
  const safe = route.fallback === 'safe';
  const next = directive('proxy_next_upstream', ...FAILURES, ...(safe ? ['non_idempotent'] : []));
  if (gateway.balancing === 'service') {
    return [next, directive('proxy_next_upstream_tries', 2)];
  }
  return [
    next,
    directive('proxy_next_upstream_timeout', timeout),
    recursive,
    ...errorPages(504),
    directive('error_page', 504, '=', `@${LATE[safe ? 'safe' : 'idempotent']}`),
  ];
}

const isLate = ({ gateway, needs }: Wiring): boolean =>
  needs.fallback && gateway.balancing === 'least_conn';

/** The names of the locations to go on with. A tester who asks for V2 gets what V2 gives. */
export function lateMaps(wiring: Wiring): Directive[] {
  if (!isLate(wiring)) return [];
  const { routes, v1State, gateway } = wiring;
  const forced = gateway.forcedVersion ? VALUES.forced : '';
  return (['idempotent', 'safe'] as const)
    .filter((kind) => routes.some((one) => fallsBack(one, v1State) && one.fallback === kind))
    .map((kind) =>
      map(`${forced}:${VALUES.version}:$request_method`, LATE[kind], [
        ...(kind === 'safe' ? METHODS : IDEMPOTENT).map(
          (method) => [`:v2:${method}`, TO_V1] as const,
        ),
        [OTHERWISE, NOWHERE],
      ]),
    );
}

/** The locations for requests that V2 has not answered in time. */
export function lateLocations(wiring: Wiring): Directive[] {
  if (!isLate(wiring)) return [];
  return [
    block(
      'location',
      [`@${TO_V1}`],
      [
        recursive,
        directive('proxy_next_upstream', 'error'),
        directive('proxy_pass', `http://${UPSTREAMS.v1}`),
      ],
    ),
    block('location', [`@${NOWHERE}`], [recursive, directive('return', 504)]),
  ];
}
