import { block, directive, map, OTHERWISE, type Directive } from './emit';
import type { Wiring } from './wiring';

/** Where an HTTP request is sent on to. */
const REDIRECT_HOST = '$cutover_redirect_host';

/**
 * TLS 1.3 alone, over HTTP/1.1: that is what reloads were measured with. The certificate comes with the agent's
 * part, so that a renewed one is taken up by a reload.
 */
export const tlsServer: readonly Directive[] = [
  directive('ssl_protocols', 'TLSv1.3'),
  directive('ssl_session_cache', 'shared:cutover_tls:8m'),
  directive('ssl_session_timeout', '1h'),
  // A ticket's key would live as long as the pod, and with it what was recorded could be read.
  directive('ssl_session_tickets', 'off'),
  // Requests of 0-RTT could be sent again by anyone who has seen them.
  directive('ssl_early_data', 'off'),
];

/** Sends on to names of the certificate only, where they are known: a request may name any host. */
export function redirectMaps({ gateway, needs }: Wiring): Directive[] {
  const { hosts } = gateway.tls;
  if (!needs.tls || hosts.length === 0) return [];
  const main = hosts.find((host) => !host.startsWith('*.'));
  const entries = [...new Set(hosts)].map((host) => [host, '$host'] as const);
  const wild = hosts.some((host) => host.startsWith('*.'));
  const whole = map('$host', REDIRECT_HOST, [...entries, [OTHERWISE, main ?? '']]);
  const hostnames = directive('hostnames');
  return [wild ? { ...whole, inside: [hostnames, ...(whole.inside ?? [])] } : whole];
}

/** 308 keeps the method and the body of a request. */
export function redirect({ gateway }: Wiring): Directive[] {
  const { hosts, port } = gateway.tls;
  const host = hosts.length === 0 ? '$host' : REDIRECT_HOST;
  const suffix = port === 443 ? '' : `:${port}`;
  const back = directive('return', 308, `https://${host}${suffix}$request_uri`);
  // Where all names are wildcards, nothing is known to send a request of another host to.
  return hosts.length === 0
    ? [back]
    : [block('if', [`(${REDIRECT_HOST})`], [back]), directive('return', 421)];
}
