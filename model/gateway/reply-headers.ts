import { seconds } from '../service/fields';
import { directive, literal, map, OTHERWISE, type Arg, type Directive } from './emit';
import { METHODS } from './paths';
import { VALUES } from './names';
import type { Wiring } from './wiring';

/**
 * Headers that every reply has unless the service file says otherwise. `always`: a version's own value never
 * passes. `unless-sent`: a version knows better, for example which scripts its pages run.
 */
const SECURITY_HEADERS: readonly (readonly [
  name: string,
  value: string,
  when: 'always' | 'unless-sent',
])[] = [
  ['X-Content-Type-Options', 'nosniff', 'always'],
  ['X-Frame-Options', 'DENY', 'unless-sent'],
  ['Referrer-Policy', 'no-referrer', 'unless-sent'],
  // No more than X-Frame-Options says: what pages may load, only the service knows.
  ['Content-Security-Policy', "frame-ancestors 'none'", 'unless-sent'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=()', 'unless-sent'],
];

/** Headers by which programs tell what they are made of, and by which a version could steer the gateway. */
const HIDDEN = ['X-Powered-By', 'X-Request-ID', 'X-Cutover-Version'] as const;
const STEERING = [
  'X-Accel-Redirect',
  'X-Accel-Charset',
  'X-Accel-Expires',
  'X-Accel-Limit-Rate',
] as const;

const SHOWN_VERSION = '$cutover_shown_version';
const ALLOWED_METHODS = '$cutover_allowed_methods';
/** The same for a reply that no version gave. */
const OWN_405 = '$cutover_own_405';
const DEPRECATION = '$cutover_deprecation';
const SUNSET = '$cutover_sunset';
const LINK = '$cutover_sunset_link';

const variableOf = (name: string): string =>
  `$cutover_reply_${name.toLowerCase().replaceAll('-', '_')}`;
const sentOf = (name: string): string =>
  `$upstream_http_${name.toLowerCase().replaceAll('-', '_')}`;

/** The defaults that the service file leaves in force. */
function defaults({ gateway }: Wiring) {
  const own = new Set(Object.keys(gateway.headers).map((name) => name.toLowerCase()));
  return SECURITY_HEADERS.filter(([name]) => !own.has(name.toLowerCase()));
}

export function replyHeaderMaps(wiring: Wiring): Directive[] {
  return [
    ...defaults(wiring)
      .filter(([, , when]) => when === 'unless-sent')
      .map(([name, value]) =>
        map(sentOf(name), variableOf(name), [
          ['', value],
          [OTHERWISE, ''],
        ]),
      ),
    // In two steps: the addresses are put together only for the few replies of this status.
    map('$status', ALLOWED_METHODS, [
      ['405', OWN_405],
      [OTHERWISE, ''],
    ]),
    map('$upstream_addr', OWN_405, [
      ['', METHODS.join(', ')],
      [OTHERWISE, ''],
    ]),
    ...(wiring.gateway.forcedVersion
      ? [
          map(VALUES.forced, SHOWN_VERSION, [
            ['', ''],
            [OTHERWISE, VALUES.served],
          ]),
        ]
      : []),
    ...deprecationMaps(wiring),
  ];
}

/** RFC 9745, RFC 8594: on all that V1 answers, once it is announced to go. */
function deprecationMaps({ v1State, finalise }: Wiring): Directive[] {
  if (v1State !== 'deprecated') return [];
  const onV1 = (variable: string, value: Arg) =>
    map(VALUES.served, variable, [
      ['v1', value],
      [OTHERWISE, ''],
    ]);
  const { deprecated, sunset, link } = finalise;
  const url = link?.replace(/[<>]/g, encodeURIComponent);
  return [
    ...(deprecated === undefined ? [] : [onV1(DEPRECATION, `@${unix(deprecated)}`)]),
    ...(sunset === undefined ? [] : [onV1(SUNSET, new Date(sunset).toUTCString())]),
    ...(url === undefined
      ? []
      : [onV1(LINK, literal(`<${url}>; rel="deprecation", <${url}>; rel="sunset"`))]),
  ];
}

/**
 * Headers of the replies of a server, errors included. They stand at the server, and no location adds one: NGINX
 * would leave all of these out there.
 */
export function replyHeaders(wiring: Wiring, { https }: { readonly https: boolean }): Directive[] {
  const { gateway, v1State, finalise } = wiring;
  const add = (name: string, value: Arg) => directive('add_header', name, value, 'always');
  const hide = (name: string) => directive('proxy_hide_header', name);
  const own = Object.entries(gateway.headers);
  const ownHsts = own.some(([name]) => name.toLowerCase() === 'strict-transport-security');
  const hsts = https && !ownHsts ? strictTransport(wiring) : undefined;
  const deprecated = v1State === 'deprecated';
  return [
    directive('proxy_ignore_headers', ...STEERING),
    ...[...HIDDEN, ...(ownHsts ? [] : ['Strict-Transport-Security'])].map(hide),
    ...defaults(wiring).flatMap(([name, value, when]) =>
      when === 'always' ? [hide(name), add(name, value)] : [add(name, variableOf(name))],
    ),
    ...own.flatMap(([name, value]) => [
      hide(name),
      ...(value === '' ? [] : [add(name, literal(value))]),
    ]),
    ...(hsts === undefined ? [] : [add('Strict-Transport-Security', hsts)]),
    add('X-Request-ID', '$request_id'),
    add('Allow', ALLOWED_METHODS),
    ...(gateway.forcedVersion ? [add('X-Cutover-Version', SHOWN_VERSION)] : []),
    ...(deprecated && finalise.deprecated !== undefined
      ? [hide('Deprecation'), add('Deprecation', DEPRECATION)]
      : []),
    ...(deprecated && finalise.sunset !== undefined ? [hide('Sunset'), add('Sunset', SUNSET)] : []),
    ...(deprecated && finalise.link !== undefined ? [add('Link', LINK)] : []),
  ];
}

function strictTransport({ gateway }: Wiring): string | undefined {
  const { maxAge, includeSubDomains, preload } = gateway.tls.hsts;
  const age = seconds(maxAge);
  if (age === 0) return undefined;
  return [
    `max-age=${age}`,
    ...(includeSubDomains ? ['includeSubDomains'] : []),
    ...(preload ? ['preload'] : []),
  ].join('; ');
}

/** @returns seconds since 1970 at the beginning of a day in UTC. */
const unix = (day: string): number => Date.parse(day) / 1_000;
