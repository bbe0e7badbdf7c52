import { compareHops } from './compare';
import { block, directive, type Directive } from './emit';
import { errorLocation, errorPages } from './errors';
import { lateLocations } from './fallback';
import { accessLog } from './log';
import { mirrorHops } from './mirror';
import { OWN_PATHS } from './names';
import { refusals } from './paths';
import { GATEWAY_HTTP_PORT, GATEWAY_HTTPS_PORT } from './ports';
import { replyHeaders } from './reply-headers';
import { passing, routeLocations } from './routes';
import { countOwnRequests } from './request-log';
import { redirect, tlsServer } from './tls';
import { wafServer } from './waf';
import type { Wiring } from './wiring';

/** Connections that wait to be accepted; the kernel's own limit is below it where it is lower. */
const BACKLOG = 'backlog=4096';

/** The servers that clients reach: for HTTPS and what sends on to it, or for HTTP. */
export function servers(wiring: Wiring): Directive[] {
  const http = directive('listen', GATEWAY_HTTP_PORT, BACKLOG);
  if (!wiring.needs.tls) {
    return [server(wiring, { https: false }, [http], serving(wiring))];
  }
  const https = directive('listen', GATEWAY_HTTPS_PORT, 'ssl', BACKLOG);
  return [
    server(
      wiring,
      { https: false },
      [http],
      [block('location', ['/'], [...refusals, ...redirect(wiring)])],
    ),
    server(wiring, { https: true }, [https, ...tlsServer], serving(wiring)),
  ];
}

function server(
  wiring: Wiring,
  kind: { readonly https: boolean },
  listening: readonly Directive[],
  locations: readonly Directive[],
): Directive {
  return block(
    'server',
    [],
    [
      ...listening,
      // The name that a request of HTTP/1.0 without a host is taken to mean.
      directive('server_name', wiring.service.name),
      ...accessLog(wiring),
      ...replyHeaders(wiring, kind),
      ...errorPages(),
      errorLocation,
      health,
      ...locations,
    ],
  );
}

const health = block(
  'location',
  ['=', OWN_PATHS.health],
  [countOwnRequests, directive('default_type', 'text/plain'), directive('return', 200, 'ok')],
);

function serving(wiring: Wiring): Directive[] {
  return [
    ...passing(wiring),
    ...wafServer(wiring),
    ...routeLocations(wiring),
    ...lateLocations(wiring),
    ...mirrorHops(wiring),
    ...compareHops(wiring),
  ];
}
