import { GATEWAY_PATHS } from '../agent-settings';
import { directive, map, OTHERWISE, type Directive } from './emit';
import { VALUES } from './names';
import type { Wiring } from './wiring';

/** Format of a request that the gateway answers for itself or its pod: a line with nothing in it but its time. */
export const OWN_REQUEST = 'cutover_own';
/** When the request ended, in seconds since 1970, and thousandths. */
const ENDED = '$msec';
const REQUEST = 'cutover_request';
const CHOSEN = '$cutover_chosen';

/**
 * In memory first, since a line for each request would be a write for each request. What an NGINX that is killed
 * loses of its counts is what lies in this buffer: at most a second, at most some 1,100 requests for each worker.
 */
export const REQUEST_LOG_BUFFER = ['buffer=64k', 'flush=1s'] as const;

/**
 * Formats of the request log: one short line for each request, in memory, of which the agent makes the counters
 * (`agent/requests/`). Of the 20 µs of a bare request a line is too small a part to be measured; the gateway script
 * would cost ten and more.
 */
export function requestLogFormats({ needs }: Wiring): Directive[] {
  const fields = [
    VALUES.route,
    // Without a fallback the version that was chosen is the one that was asked first.
    needs.fallback ? CHOSEN : '',
    '$status',
    '$upstream_addr',
    '$upstream_status',
    // What differs between requests of one kind comes last.
    '$request_time',
    '$upstream_response_time',
    ENDED,
  ];
  return [
    // Nothing in a line comes from a client.
    directive('log_format', REQUEST, 'escape=none', fields.join('|')),
    directive('log_format', OWN_REQUEST, ENDED),
  ];
}

/** Reading the version of a request for which none was asked would choose one. */
export function requestLogMaps({ needs }: Wiring): Directive[] {
  if (!needs.fallback) return [];
  return [
    map('$upstream_addr', CHOSEN, [
      ['', ''],
      [OTHERWISE, VALUES.version],
    ]),
  ];
}

/** In a server or a location: its requests are counted. */
export const countRequests = logAs(REQUEST);

/** In a server or a location of the gateway's own: NGINX's total is compared with the lines, so it needs one too. */
export const countOwnRequests = logAs(OWN_REQUEST);

function logAs(format: string): Directive {
  return directive('access_log', GATEWAY_PATHS.requestLog, format, ...REQUEST_LOG_BUFFER);
}
