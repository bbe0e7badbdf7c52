import { GATEWAY_PATHS } from '../agent-settings';
import { seconds } from '../service/fields';
import type { Route } from '../service/route';
import { keyMaps } from './assignment';
import { networks } from './client-address';
import { block, directive, map, OTHERWISE, type Directive } from './emit';
import { CONFIG_FOLDER, VALUES } from './names';
import type { ScriptSettings } from './script-settings';
import type { Wiring } from './wiring';

/** The shared dictionaries of the gateway script. */
const ZONES = [
  // Counters must not expire. One for each route: the routes of the largest service file take half of it.
  ['zone=cutover_counts:64k', 'type=number'],
  // 128 bytes for each client that has used some of its allowance; when full, those who used least go.
  ['zone=cutover_levels:8m', 'type=number', 'timeout=1h', 'evict'],
  // What the other gateway pods are not told yet; without an agent it is forgotten.
  ['zone=cutover_used:1m', 'type=number', 'timeout=60s', 'evict'],
] as const;

/** Tokens that were found good, some 7,000 of them; when full, those that end first go. */
const TOKENS = ['zone=cutover_tokens:2m', 'type=number', 'timeout=5m', 'evict'] as const;

/** `1` for clients that are never limited. */
const EXEMPT = '$cutover_exempt';
const CLIENT = '$cutover_client';

/** The module; outside of every block. */
export function scriptModule({ needs }: Wiring): Directive[] {
  return needs.script ? [directive('load_module', 'modules/ngx_http_js_module.so')] : [];
}

/** Before the agent's part, which names functions of the script. */
export function scriptImport({ needs }: Wiring): Directive[] {
  if (!needs.script) return [];
  return [
    // QuickJS keeps 0.32 MiB for each request under way, this one 0.04: see gateway/README.md.
    directive('js_engine', 'njs'),
    directive('js_preload_object', 'cutover_settings', 'from', `${CONFIG_FOLDER}/gateway.json`),
    directive('js_import', 'cutover', 'from', GATEWAY_PATHS.script),
    ...[...ZONES, ...(needs.jwt ? [TOKENS] : [])].map((zone) =>
      directive('js_shared_dict_zone', ...zone),
    ),
  ];
}

/** What the script reads of a request. */
export function scriptMaps({ needs, gateway, routes }: Wiring): Directive[] {
  const { limitKey, route, jwt } = VALUES;
  const { exempt, key } = gateway.rateLimit;
  const limited = exempt.length > 0 ? EXEMPT : '';
  return [
    ...(needs.rateLimit
      ? [
          ...keyMaps(key, CLIENT),
          ...(exempt.length > 0 ? [networks('$remote_addr', EXEMPT, exempt)] : []),
          map(`${limited}:${route}`, limitKey, [
            ...routes
              .filter((one) => one.rateLimit)
              .map(({ name }) => [`:${name}`, CLIENT] as const),
            [OTHERWISE, ''],
          ]),
        ]
      : []),
    ...(needs.jwt
      ? [
          map(route, jwt, [
            ...routes.filter((one) => one.jwt).map(({ name }) => [name, 1] as const),
            [OTHERWISE, ''],
          ]),
        ]
      : []),
  ];
}

/** The directives of a route whose requests the script may refuse. */
export function admission(route: Route, { needs }: Wiring): Directive[] {
  const asked = (needs.rateLimit && route.rateLimit) || (needs.jwt && route.jwt);
  return asked ? [directive('js_access', 'cutover.admit')] : [];
}

/** The locations by which the agent reads what the script counts and the gateway pods tell each other of their clients. */
export function scriptLocations({ needs }: Wiring): Directive[] {
  if (!needs.script) return [];
  return [
    block('location', ['=', '/counters'], [directive('js_content', 'cutover.report')]),
    ...(needs.rateLimit
      ? [
          block(
            'location',
            ['=', '/limits'],
            [
              // The script reads bodies from memory only.
              directive('client_max_body_size', '256k'),
              directive('client_body_buffer_size', '256k'),
              directive('js_content', 'cutover.limits'),
            ],
          ),
        ]
      : []),
  ];
}

/** @returns what the script is told; `undefined` without a script. */
export function scriptSettings({ service, gateway, needs }: Wiring): ScriptSettings | undefined {
  if (!needs.script) return undefined;
  const { rateLimit, jwt, replicas } = gateway;
  return {
    service: service.name,
    ...(needs.rateLimit
      ? {
          rateLimit: {
            requests: rateLimit.requests,
            perSeconds: seconds(rateLimit.per),
            burst: rateLimit.burst,
            shared: replicas > 1,
          },
        }
      : {}),
    ...(needs.jwt && jwt
      ? { jwt: { issuer: jwt.issuer, audience: jwt.audience, leewaySeconds: jwt.leewaySeconds } }
      : {}),
  };
}
