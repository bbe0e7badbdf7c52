import { GATEWAY_PATHS } from '../agent-settings';
import type { Route } from '../service/route';
import { block, directive, map, OTHERWISE, type Directive } from './emit';
import { forwardedHeaders } from './forward';
import { OWN_PATHS, UPSTREAMS, VALUES } from './names';
import { isMirrored } from './needs';
import type { Wiring } from './wiring';

/** The path and the query of a copied request, from the first hop to the second. */
const PATH_HEADER = 'X-Cutover-Path';
/** Tells V2 that nobody waits for its reply, for example so that it sends no mail. */
const COPY_HEADER = 'X-Cutover-Mirror';
const SECOND_HOP = '/mirror';
const TO_V2 = '/mirror-to-v2';

/** Empty for a request that is copied: NGINX compares with nothing but the empty text and 0 by itself. */
const passedOver = (percent: number): string => `$cutover_not_mirrored_${percent}`;

/** Which requests are copied: a part of those that V1 answers, since V2 has the others. */
export function mirrorMaps({ routes, v1State }: Wiring): Directive[] {
  const mirrored = routes.filter((route) => isMirrored(route, v1State));
  const percents = [...new Set(mirrored.map(({ mirrorPercent }) => mirrorPercent))];
  return percents.flatMap((percent) => {
    const sampled = `$cutover_sampled_${percent}`;
    const sample = block(
      'split_clients',
      ['$request_id', sampled],
      [directive(`${percent}%`, 1), directive('*', '')],
    );
    const all = percent === 100;
    return [
      ...(all ? [] : [sample]),
      map(`${VALUES.version}:${all ? '1' : sampled}`, passedOver(percent), [
        ['v1:1', ''],
        [OTHERWISE, 1],
      ]),
    ];
  });
}

/** The directives of a route whose requests are copied. */
export function mirrored(route: Route, { v1State }: Wiring): Directive[] {
  return isMirrored(route, v1State) ? [directive('mirror', OWN_PATHS.mirror + route.name)] : [];
}

/**
 * The first hop. NGINX keeps a client's connection until the copies of its request are answered, so the copy goes
 * to the gateway itself, which answers at once and sends it on.
 */
export function firstHops(wiring: Wiring): Directive[] {
  const { routes, v1State } = wiring;
  return routes
    .filter((route) => isMirrored(route, v1State))
    .map(({ name, mirrorPercent }) =>
      block(
        'location',
        ['=', OWN_PATHS.mirror + name],
        [
          directive('internal'),
          block('if', [`(${passedOver(mirrorPercent)})`], [directive('return', 204)]),
          ...forwardedHeaders(wiring).filter(({ args }) => args[0] !== 'Connection'),
          directive('proxy_set_header', PATH_HEADER, '$request_uri'),
          // The second hop is busy until V2 has answered, and must not get another copy until then.
          directive('proxy_set_header', 'Connection', 'close'),
          directive('proxy_connect_timeout', '1s'),
          directive('proxy_read_timeout', '1s'),
          directive('proxy_next_upstream', 'off'),
          directive('proxy_pass', `http://unix:${GATEWAY_PATHS.internalSocket}:${SECOND_HOP}`),
        ],
      ),
    );
}

/** The second hop, on the socket that only this pod can reach. */
export function secondHop({ routes, v1State, gateway }: Wiring): Directive[] {
  if (!routes.some((route) => isMirrored(route, v1State))) return [];
  const longest = Math.max(
    gateway.longestRequestSeconds,
    ...routes.map(({ timeoutSeconds }) => timeoutSeconds ?? 0),
  );
  return [
    block(
      'location',
      ['=', SECOND_HOP],
      [
        directive('client_max_body_size', 0),
        directive('mirror', TO_V2),
        // Answers whatever came, without a file and without a third hop.
        directive('empty_gif'),
      ],
    ),
    block(
      'location',
      ['=', TO_V2],
      [
        directive('internal'),
        directive('proxy_set_header', 'Host', '$http_host'),
        directive('proxy_set_header', 'Connection', ''),
        directive('proxy_set_header', PATH_HEADER, ''),
        directive('proxy_set_header', COPY_HEADER, 1),
        // The first hop does not wait.
        directive('proxy_ignore_client_abort', 'on'),
        directive('proxy_connect_timeout', '2s'),
        directive('proxy_read_timeout', `${longest}s`),
        directive('proxy_send_timeout', `${longest}s`),
        directive('proxy_next_upstream', 'off'),
        directive(
          'proxy_pass',
          `http://${UPSTREAMS.v2Only}$http_${PATH_HEADER.toLowerCase().replaceAll('-', '_')}`,
        ),
      ],
    ),
  ];
}
