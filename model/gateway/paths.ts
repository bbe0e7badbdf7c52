import type { Route } from '../service/route';
import { block, directive, map, matching, OTHERWISE, type Directive } from './emit';

/** `1` for a request whose path the gateway and a version could read differently. */
const REFUSED_PATH = '$cutover_refused_path';
/** `1` for a method that no route takes. */
const REFUSED_METHOD = '$cutover_refused_method';

/** Methods that are passed on; all others, CONNECT and TRACE among them, are answered 405. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/**
 * Forms of a path that one program resolves and another takes as they are. NGINX chooses the route by the
 * resolved path and passes the path on as it came, so with any of them a request could reach a version by
 * another route than it names: past a pin, a token or a limit.
 */
const AMBIGUOUS = [
  // Encoded separators, once and twice; backslashes.
  '%(?:25)*(?:2f|5c)',
  '\\\\',
  // Empty segments, and segments of one or two dots, encoded or not.
  '//',
  '/(?:\\.|%(?:25)*2e){1,2}(?:[/;?]|$)',
  // Control characters and the zero byte.
  '%(?:25)*(?:[01][0-9a-f]|7f)',
  // Bytes that begin no character of UTF-8, with which separators were once disguised.
  '%c[01]',
];

/** Parameters of a segment: some programs drop them before they look at the path. */
const PARAMETERS = ';';

/**
 * Most requests: segments of plain characters that begin with no dot, and any query. Nothing that it takes has one of
 * the forms above, and it is found sooner than that none of them is there.
 */
const ORDINARY = '^HTTP/1\\.[01] (?:(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+/?|/)(?:\\?[^#]*)?$';

/** The variables by which a location refuses a request. */
export function refusalMaps(routes: readonly Route[]): Directive[] {
  // A single route for everything has nothing beside it that a request could escape to.
  const [only] = routes;
  const alone = routes.length === 1 && only?.path === '/' && only.match === 'prefix';
  const forms = [...AMBIGUOUS, ...(alone ? [] : [PARAMETERS])].join('|');
  return [
    map('$server_protocol $request_uri', REFUSED_PATH, [
      [matching(ORDINARY), ''],
      // HTTP/0.9, of which NGINX knows no name, has no headers: what follows its line is another request.
      [matching('^(?!HTTP/1)'), 1],
      // The path ends at the first question mark; a fragment has no place in a request.
      [matching(`^[^ ]* [^?]*?(?:${forms})`, { ignoreCase: true }), 1],
      [matching('#'), 1],
      [OTHERWISE, ''],
    ]),
    map('$request_method', REFUSED_METHOD, [
      ...METHODS.map((method) => [method, ''] as const),
      [OTHERWISE, 1],
    ]),
  ];
}

/** The refusals themselves. `if` does nothing surprising as long as it holds nothing but `return`. */
export const refusals: readonly Directive[] = [
  block('if', [`(${REFUSED_PATH})`], [directive('return', 400)]),
  block('if', [`(${REFUSED_METHOD})`], [directive('return', 405)]),
];

/** An exact match wins over a prefix, a longer path over a shorter one. */
export function matchingOrder(routes: readonly Route[]): Route[] {
  const rank = ({ match, path }: Route): number => (match === 'exact' ? 10_000 : 0) + path.length;
  return [...routes].sort((a, b) => rank(b) - rank(a));
}

/**
 * The words after `location` for a route. Case does not count, nor does a slash at the end of the path: for many
 * programs they do not, so that `/Admin/` would otherwise pass by a route for `/admin`.
 */
export function locationOf(route: Route, routes: readonly Route[]): string[] {
  const { match, path } = route;
  if (path === '/') return match === 'prefix' ? ['/'] : ['~*', '^/$'];
  const bare = path.endsWith('/') ? path.slice(0, -1) : path;
  const other = path.endsWith('/') ? bare : `${path}/`;
  const taken = routes.some((one) => one.path.toLowerCase() === other.toLowerCase());
  if (match === 'exact') return ['~*', `^${escape(taken ? path : bare)}${taken ? '' : '/?'}$`];
  const end = path.endsWith('/') && !taken ? '(?:/|$)' : '';
  return ['~*', `^${escape(end === '' ? path : bare)}${end}`];
}

/** @returns a regular expression that matches the text itself. */
function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
