import type { Service } from '../service/service';
import { networks } from './client-address';
import { map, matching, OTHERWISE, type Directive } from './emit';
import { UPSTREAMS, VALUES } from './names';
import { fallsBack } from './needs';
import type { Wiring } from './wiring';

/** The variables that hold the upstream of a split route, by whether the route falls back to V1. */
const CHOSEN_UPSTREAM = {
  fallback: '$cutover_upstream_fallback',
  alone: '$cutover_upstream_alone',
} as const;

/** `1` for clients that may choose their version. */
const MAY_FORCE = '$cutover_may_force';

/** The upstream that a split route passes to: a name, or a variable that holds one. */
export function splitUpstream({ needs, gateway }: Wiring, fallback: boolean): string {
  if (needs.split === 'none') return UPSTREAMS.v2Only;
  if (needs.split === 'native' && gateway.forcedVersion === undefined) return UPSTREAMS.split;
  return CHOSEN_UPSTREAM[fallback ? 'fallback' : 'alone'];
}

/** Which version a request gets, and which one answered it. Read when they are needed, and once. */
export function assignmentMaps(wiring: Wiring): Directive[] {
  const { assignment } = wiring;
  return [
    // The agent's part names the key even where no route is split.
    ...(assignment.mode === 'perUser' ? keyMaps(assignment.key, VALUES.userKey) : []),
    ...forcedMaps(wiring),
    ...upstreamMaps(wiring),
    ...versionMaps(wiring),
  ];
}

/**
 * @returns what tells a client from another: the header or cookie where it is sent, else the address. What a
 * client sends begins otherwise than an address, so that none can pass for another's.
 */
export function keyMaps(key: Service['assignment']['key'], variable: string): Directive[] {
  const address = `${variable}_address`;
  // An IPv6 client has 2^64 addresses of its own; addresses of a cluster (fc00::/7) are one client each.
  const prefix = matching('^(?!f[cd])(?<cutover_prefix>(?:[0-9a-f]{1,4}:){4})');
  const byAddress = map('$remote_addr', address, [
    [prefix, 'a:$cutover_prefix:/64'],
    [OTHERWISE, 'a:$remote_addr'],
  ]);
  if (key === 'address') return [byAddress, map('', variable, [[OTHERWISE, address]])];
  const [source, mark] =
    'header' in key
      ? [`$http_${key.header.toLowerCase().replaceAll('-', '_')}`, 'h']
      : [`$cookie_${key.cookie}`, 'c'];
  return [
    byAddress,
    map(source, variable, [
      ['', address],
      [OTHERWISE, `${mark}:${source}`],
    ]),
  ];
}

function forcedMaps({ gateway, needs }: Wiring): Directive[] {
  const { forcedVersion } = gateway;
  if (forcedVersion === undefined) return [];
  const header = `$http_${forcedVersion.header.toLowerCase().replaceAll('-', '_')}`;
  const versions = needs.split === 'none' ? ['v2'] : ['v1', 'v2'];
  return [
    networks('$remote_addr', MAY_FORCE, forcedVersion.clients),
    // The header wins, whatever it says.
    map(`${MAY_FORCE}:${header}:$cookie_${forcedVersion.cookie}`, VALUES.forced, [
      ...versions.map((version) => [matching(`^1:(?:${version}:|:${version}$)`), version] as const),
      [OTHERWISE, ''],
    ]),
  ];
}

/** A tester who asks for V2 gets V2's own reply: no fallback. */
function upstreamMaps(wiring: Wiring): Directive[] {
  const { needs, gateway, routes, v1State } = wiring;
  const splitRoutes = routes.filter(({ to }) => to === 'split');
  if (!splitUpstream(wiring, false).startsWith('$')) return [];
  return ([true, false] as const)
    .filter((fallback) => splitRoutes.some((route) => fallsBack(route, v1State) === fallback))
    .flatMap((fallback) => {
      const chosen = CHOSEN_UPSTREAM[fallback ? 'fallback' : 'alone'];
      const assigned = `${chosen}_assigned`;
      const byAssignment = map(VALUES.assigned, assigned, [
        ['v1', UPSTREAMS.v1],
        [OTHERWISE, fallback ? UPSTREAMS.v2 : UPSTREAMS.v2Only],
      ]);
      const unforced = needs.split === 'native' ? UPSTREAMS.split : assigned;
      const forced = gateway.forcedVersion ? VALUES.forced : '';
      return [
        ...(needs.split === 'native' ? [] : [byAssignment]),
        map(forced, chosen, [
          ...(gateway.forcedVersion
            ? ([
                ['v1', UPSTREAMS.v1],
                ['v2', UPSTREAMS.v2Only],
              ] as const)
            : []),
          [OTHERWISE, unforced],
        ]),
      ];
    });
}

function versionMaps({ gateway, needs, routes }: Wiring): Directive[] {
  const { assigned, forced, lastPeer, route, served, version } = VALUES;
  const split = '$cutover_split_version';
  const pinned = routes.filter(({ to }) => to !== 'split');
  // NGINX's own weights do not say what they chose, but nobody answers in its place either.
  const unforced = { none: 'v2', native: served, counter: assigned, user: assigned }[needs.split];
  return [
    // Of several tries NGINX lists all addresses in their order.
    map('$upstream_addr', lastPeer, [
      [matching('(?<cutover_peer>[^ ,]+)$'), '$cutover_peer'],
      [OTHERWISE, ''],
    ]),
    map(gateway.forcedVersion ? forced : '', split, [
      ...(gateway.forcedVersion
        ? ([
            ['v1', 'v1'],
            ['v2', 'v2'],
          ] as const)
        : []),
      [OTHERWISE, unforced],
    ]),
    map(route, version, [
      ['', ''],
      ...pinned.map(({ name, to }) => [name, to] as const),
      [OTHERWISE, split],
    ]),
  ];
}
