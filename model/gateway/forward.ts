import { TRUSTED_PEER } from './client-address';
import { directive, map, matching, OTHERWISE, type Directive } from './emit';
import { VALUES } from './names';
import type { Wiring } from './wiring';

/** `http` or `https`, as the client spoke it. */
const SCHEME = '$cutover_scheme';
/** The cookies without the one that forces a version. */
const COOKIES = '$cutover_cookies';

/** The host that the client asked for, with its port: checked by NGINX, unlike the Host header as it came. */
const HOST = '$host$is_request_port$request_port';

/**
 * Headers that no version gets. Connection management ends at the gateway; an upgrade of the protocol, WebSocket
 * included, is not offered, since a reload would have to cut it, and so the request is answered without it. The
 * others are headers by which programs are told another path, host or client than the request has.
 */
const DROPPED = [
  'Connection',
  'Upgrade',
  'TE',
  'Trailer',
  'Keep-Alive',
  'Proxy',
  'Proxy-Connection',
  'Proxy-Authorization',
  'HTTP2-Settings',
  'Forwarded',
  'X-Forwarded-Port',
  'X-Forwarded-Prefix',
  'X-Forwarded-Scheme',
  'X-Forwarded-Server',
  'X-Forwarded-Ssl',
  'X-Original-URL',
  'X-Original-URI',
  'X-Rewrite-URL',
] as const;

export function forwardMaps({ gateway }: Wiring): Directive[] {
  const { trustedProxies, forcedVersion } = gateway;
  return [
    ...(trustedProxies.length === 0
      ? []
      : [
          map(`${TRUSTED_PEER}:$http_x_forwarded_proto`, SCHEME, [
            ['1:http', 'http'],
            ['1:https', 'https'],
            [OTHERWISE, '$scheme'],
          ]),
        ]),
    ...(forcedVersion === undefined ? [] : [cookieMap(forcedVersion.cookie)]),
  ];
}

/** What versions are told of a request and its client. In force wherever a location sets no headers of its own. */
export function forwardedHeaders({ gateway }: Wiring): Directive[] {
  const { trustedProxies, forcedVersion } = gateway;
  const header = (name: string, value: string) => directive('proxy_set_header', name, value);
  return [
    header('Host', HOST),
    header('X-Forwarded-Host', HOST),
    // One address, and the gateway's own finding: nothing that a client could have begun.
    header('X-Forwarded-For', '$remote_addr'),
    header('X-Real-IP', '$remote_addr'),
    header('X-Forwarded-Proto', trustedProxies.length === 0 ? '$scheme' : SCHEME),
    header('X-Request-ID', '$request_id'),
    header(forcedVersion?.header ?? 'X-Cutover-Version', forcedVersion ? VALUES.forced : ''),
    ...(forcedVersion === undefined ? [] : [header('Cookie', COOKIES)]),
    ...DROPPED.map((name) => header(name, '')),
  ];
}

/** NGINX cannot replace all occurrences: of several, the first goes. What is left means nothing to a version. */
function cookieMap(name: string): Directive {
  const one = `${name}=[^;]*`;
  return map(`${VALUES.forced}:$http_cookie`, COOKIES, [
    [matching(`^:${one}(?:; *(?<cutover_c1>.*))?$`), '$cutover_c1'],
    [matching(`^:(?<cutover_c2>.*?); *${one}(?<cutover_c3>(?:;.*)?)$`), '$cutover_c2$cutover_c3'],
    [OTHERWISE, '$http_cookie'],
  ]);
}
