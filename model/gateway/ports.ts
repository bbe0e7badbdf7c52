import type { Service } from '../service/service';
import { OWN_PATHS } from './names';
import { fallsBack } from './needs';

/** Port on which NGINX takes requests over HTTP; above 1023, since it does not run as root. */
export const GATEWAY_HTTP_PORT = 8080;

/** Port on which NGINX takes requests over HTTPS, with TLS on. */
export const GATEWAY_HTTPS_PORT = 8443;

/** Path of NGINX's own health check; never passed to a version. */
export const GATEWAY_HEALTH_PATH = OWN_PATHS.health;

/** Time for connecting, and for what is left of a connection after the longest request, before a worker ends. */
const SHUTDOWN_MARGIN_SECONDS = 10;

/**
 * @returns seconds after which an old worker ends even if a request is still running: the longest request of any
 * route, with the time of V1 after that of V2 where it falls back.
 */
export function workerShutdownSeconds({
  gateway,
  routes,
}: Pick<Service, 'gateway' | 'routes'>): number {
  const longest = routes.map((route) => {
    const first = route.timeoutSeconds ?? gateway.longestRequestSeconds;
    return fallsBack(route, 'serving') ? first + gateway.longestRequestSeconds : first;
  });
  return Math.max(gateway.longestRequestSeconds, ...longest) + SHUTDOWN_MARGIN_SECONDS;
}
