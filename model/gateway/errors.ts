import { block, directive, map, OTHERWISE, type Directive } from './emit';
import { OWN_PATHS } from './names';

/** What the gateway says of its own errors; a version's own errors pass as they are. */
const TITLES: Readonly<Record<number, string>> = {
  400: 'the request is malformed',
  401: 'a token is needed',
  403: 'the request is refused',
  404: 'no such route',
  405: 'the method is not allowed',
  408: 'the request took too long',
  410: 'this version was removed',
  411: 'a length is needed',
  413: 'the body is too large',
  414: 'the address is too long',
  415: 'the media type is not supported',
  421: 'this host is not served here',
  429: 'too many requests',
  431: 'the headers are too large',
  500: 'the gateway failed',
  502: 'no version answered',
  503: 'the service is not available',
  504: 'the version took too long',
};

const TITLE = '$cutover_error';

/**
 * Codes that NGINX makes of what a client sent, by what they are told as: its own ones, and two that would count
 * as failures of the gateway (an unknown coding of the body, an unknown version of HTTP).
 */
const TOLD_AS: Readonly<Record<number, readonly number[]>> = {
  431: [494],
  400: [495, 496, 497, 501, 505],
};

export const errorMaps: readonly Directive[] = [
  map('$status', TITLE, [
    ...Object.entries(TITLES).map(([status, title]) => [status, title] as const),
    [OTHERWISE, 'the request failed'],
  ]),
];

/**
 * Errors made by the gateway have a body of JSON. A location that has an error page of its own needs these as well.
 *
 * @param except - a status that is left out.
 */
export function errorPages(except?: number): Directive[] {
  const statuses = Object.keys(TITLES).filter((status) => Number(status) !== except);
  return [
    directive('error_page', ...statuses, OWN_PATHS.error),
    ...Object.entries(TOLD_AS).map(([status, own]) =>
      directive('error_page', ...own, `=${status}`, OWN_PATHS.error),
    ),
  ];
}

/** By its path: a malformed request has none of its own from which NGINX could go to a named location. */
export const errorLocation: Directive = block(
  'location',
  ['=', OWN_PATHS.error],
  [
    directive('internal'),
    directive('default_type', 'application/json'),
    // The status is the one of the error.
    directive('return', 200, `{"error":"${TITLE}","status":$status,"requestId":"$request_id"}`),
  ],
);
