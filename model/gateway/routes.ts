import type { Route } from '../service/route';
import { splitUpstream } from './assignment';
import { compared } from './compare';
import { block, directive, type Directive } from './emit';
import { retries } from './fallback';
import { mirrored } from './mirror';
import { fallsBack } from './needs';
import { locationOf, refusals } from './paths';
import { admission } from './script';
import { UPSTREAMS, VALUES } from './names';
import { wafRoute } from './waf';
import type { Wiring } from './wiring';

/** How requests are passed to a version, for all routes. */
export function passing({ gateway }: Wiring): Directive[] {
  const longest = `${gateway.longestRequestSeconds}s`;
  return [
    directive('proxy_http_version', '1.1'),
    directive('proxy_connect_timeout', '2s'),
    directive('proxy_read_timeout', longest),
    directive('proxy_send_timeout', longest),
    directive('proxy_redirect', 'off'),
    // A version is asked once the whole request is here: no slow client holds it, and another can be asked.
    directive('proxy_request_buffering', 'on'),
    directive('proxy_buffer_size', '16k'),
    directive('proxy_buffers', 8, '16k'),
    // Beyond this a slow client slows the version; without a bound it would fill the pod's disk.
    directive('proxy_max_temp_file_size', '16m'),
    directive('proxy_socket_keepalive', 'on'),
  ];
}

export function routeLocations(wiring: Wiring): Directive[] {
  const { routes } = wiring;
  const rest = routes.some(({ match, path }) => match === 'prefix' && path === '/')
    ? []
    : [block('location', ['/'], [...refusals, directive('return', 404)])];
  return [...routes.map((route) => routeLocation(route, wiring)), ...rest];
}

function routeLocation(route: Route, wiring: Wiring): Directive {
  const { routes, gateway, v1State } = wiring;
  const body = route.bodyKiB ?? gateway.limits.bodyKiB;
  const timeout = `${route.timeoutSeconds ?? gateway.longestRequestSeconds}s`;
  const gone = route.to === 'v1' && v1State === 'removed';
  return block('location', locationOf(route, routes), [
    directive('set', VALUES.route, route.name),
    ...refusals,
    ...(gone
      ? [directive('return', 410)]
      : [
          ...(body === gateway.limits.bodyKiB
            ? []
            : [directive('client_max_body_size', `${body}k`)]),
          ...wafRoute(route, wiring),
          ...admission(route, wiring),
          ...mirrored(route, wiring),
          ...compared(route, wiring),
          ...(timeout === `${gateway.longestRequestSeconds}s`
            ? []
            : [directive('proxy_read_timeout', timeout), directive('proxy_send_timeout', timeout)]),
          ...(fallsBack(route, v1State)
            ? retries(route, wiring, timeout)
            : withinVersion(route, wiring, timeout)),
          directive('proxy_pass', `http://${upstreamOf(route, wiring)}`),
        ]),
  ]);
}

function upstreamOf(route: Route, wiring: Wiring): string {
  const fallback = fallsBack(route, wiring.v1State);
  if (route.to === 'v1') return UPSTREAMS.v1;
  if (route.to === 'v2') return fallback ? UPSTREAMS.v2 : UPSTREAMS.v2Only;
  return splitUpstream(wiring, fallback);
}

/**
 * Without a fallback a request stays with its version; in an upstream of one version a connection that was closed
 * meanwhile, or a pod that refuses, is tried again, but not one that took all the time there is.
 */
function withinVersion(route: Route, { needs }: Wiring, timeout: string): Directive[] {
  const both = route.to === 'split' && needs.split === 'native';
  if (both) return [directive('proxy_next_upstream', 'off')];
  return [
    directive('proxy_next_upstream', 'error', 'timeout'),
    directive('proxy_next_upstream_tries', 2),
    directive('proxy_next_upstream_timeout', timeout),
  ];
}
