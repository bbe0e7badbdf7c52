import { GATEWAY_PATHS } from '../agent-settings';
import { block, directive, type Directive } from './emit';
import { forwardedHeaders } from './forward';
import type { Wiring } from './wiring';

/** The path and the query of a copied request, from the first hop to the second. */
const PATH_HEADER = 'X-Cutover-Path';

const sampledVariable = (percent: number): string => `$cutover_sampled_${percent}`;

/** What a map reads to find `1` for a request of the sample. */
export const sampledBy = (percent: number): string =>
  percent === 100 ? '1' : sampledVariable(percent);

/** Draws the samples, each percentage once. */
export function sampleMaps(percents: readonly number[]): Directive[] {
  return [...new Set(percents)]
    .filter((percent) => percent < 100)
    .map((percent) =>
      block(
        'split_clients',
        ['$request_id', sampledVariable(percent)],
        [directive(`${percent}%`, 1), directive('*', '')],
      ),
    );
}

/** Where copies go, in two hops. */
export interface Way {
  /** The location of the first hop; copies are sent there by `mirror`. */
  readonly from: string;
  /** The location of the second hop, on the socket that only this pod can reach. */
  readonly over: string;
}

/**
 * The first hop. NGINX keeps a client's connection until the copies of its request are answered, so the copy goes
 * to the gateway itself, which answers at once and sends it on.
 *
 * @param skip - variable that is empty for a request that is copied: NGINX compares with nothing but that and 0 by itself.
 * @param headers - beside those that a version gets.
 */
export function firstHop(
  { from, over }: Way,
  skip: string,
  headers: Readonly<Record<string, string>>,
  wiring: Wiring,
): Directive {
  return block(
    'location',
    ['=', from],
    [
      directive('internal'),
      block('if', [`(${skip})`], [directive('return', 204)]),
      ...forwardedHeaders(wiring).filter(({ args }) => args[0] !== 'Connection'),
      ...Object.entries({ ...headers, [PATH_HEADER]: '$request_uri' }).map(([name, value]) =>
        directive('proxy_set_header', name, value),
      ),
      // The second hop is busy until it has its answer, and must not get another copy until then.
      directive('proxy_set_header', 'Connection', 'close'),
      directive('proxy_connect_timeout', '1s'),
      directive('proxy_read_timeout', '1s'),
      directive('proxy_next_upstream', 'off'),
      directive('proxy_pass', `http://unix:${GATEWAY_PATHS.internalSocket}:${over}`),
    ],
  );
}

/**
 * The second hop, on the socket that only this pod can reach.
 *
 * @param upstream - that gets the copy. @param headers - beside those of the request. @param longest - seconds for its answer.
 */
export function secondHop(
  { over }: Pick<Way, 'over'>,
  upstream: string,
  headers: Readonly<Record<string, string | number>>,
  longest: number,
): Directive[] {
  const sent = `${over}-on`;
  return [
    block(
      'location',
      ['=', over],
      [
        directive('client_max_body_size', 0),
        directive('mirror', sent),
        // Answers whatever came, without a file and without a third hop.
        directive('empty_gif'),
      ],
    ),
    block(
      'location',
      ['=', sent],
      [
        directive('internal'),
        directive('proxy_set_header', 'Host', '$http_host'),
        directive('proxy_set_header', 'Connection', ''),
        directive('proxy_set_header', PATH_HEADER, ''),
        ...Object.entries(headers).map(([name, value]) =>
          directive('proxy_set_header', name, value),
        ),
        // The first hop does not wait.
        directive('proxy_ignore_client_abort', 'on'),
        directive('proxy_connect_timeout', '2s'),
        directive('proxy_read_timeout', `${longest}s`),
        directive('proxy_send_timeout', `${longest}s`),
        directive('proxy_next_upstream', 'off'),
        directive(
          'proxy_pass',
          `http://${upstream}$http_${PATH_HEADER.toLowerCase().replaceAll('-', '_')}`,
        ),
      ],
    ),
  ];
}
