import type { AgentSettings } from './agent-settings';
import { FULL_SHARE, NO_SHARE, type Share } from './share';
import type { Dynamics } from './upstreams-dynamics';

/** The upstreams that the fixed part of the configuration may pass requests to. */
export const UPSTREAMS = {
  /** V1. Absent once V1 is removed. */
  v1: 'cutover_v1',
  /** V2, and V1 when V2 refuses, times out or answers an error that the route falls back on. */
  v2: 'cutover_v2',
  /** V2 and nothing else. */
  v2Only: 'cutover_v2_only',
  /** Both by their weights, counted by NGINX itself; with the assignment `perRequest`. */
  split: 'cutover_split',
} as const;

/**
 * Shared counters of an upstream: with them the split is exact (0.00 points of error; without, each worker starts
 * its own round). The size never changes, however many pods come; 1 MiB was tried with 500 of each version, and a
 * service may have 100.
 */
const ZONE_SIZE = { service: '256k', least_conn: '1m' } as const;

/**
 * One address stands for a whole version: NGINX's defaults would take the version out for 10 s after a single
 * failure.
 */
const WHOLE_VERSION = 'max_fails=0';
/** One of several pods: left out for half a minute after three failures. */
const ONE_POD = 'max_fails=3 fail_timeout=30s';

export function renderGroups(settings: AgentSettings, dynamics: Dynamics): string[] {
  const { upstreams, balancing, assignment, fallback } = settings;
  const { pods, share } = dynamics;
  const leastConn = balancing === 'least_conn';
  const whole = { v1: upstreams.v1 && hostPort(upstreams.v1), v2: hostPort(upstreams.v2) };
  const group = (name: string, servers: readonly string[], balanced = leastConn): string[] =>
    renderGroup(settings, name, servers, balanced);
  const serversOf = (version: 'v1' | 'v2'): string[] => {
    const address = whole[version];
    const listed = leastConn ? (pods?.[version] ?? []) : [];
    if (listed.length > 0) return listed.map((pod) => `${pod} ${ONE_POD}`);
    return address === undefined ? [] : [`${address} ${WHOLE_VERSION}`];
  };
  const v1 = serversOf('v1');
  const v2 = serversOf('v2');
  // Always the ClusterIP here: by this one address the gateway tells that V1 answered in place of V2.
  const standIn = fallback && whole.v1 !== undefined ? `${whole.v1} ${WHOLE_VERSION}` : undefined;
  const v2OrV1 =
    standIn === undefined ? v2 : dynamics.v2Absent ? [standIn] : [...v2, `${standIn} backup`];
  return [
    ...(v1.length > 0 ? group(UPSTREAMS.v1, v1) : []),
    ...group(UPSTREAMS.v2, v2OrV1),
    ...group(UPSTREAMS.v2Only, v2),
    ...(assignment === 'perRequest' ? group(UPSTREAMS.split, weighted(v1, v2, share), false) : []),
  ];
}

function renderGroup(
  { balancing, keepalive }: AgentSettings,
  name: string,
  servers: readonly string[],
  balanced: boolean,
): string[] {
  return [
    `upstream ${name} {`,
    `    zone ${name} ${ZONE_SIZE[balancing]};`,
    ...(balanced ? ['    least_conn;'] : []),
    ...servers.map((server) => `    server ${server};`),
    `    keepalive ${keepalive.connections};`,
    `    keepalive_requests ${keepalive.requests};`,
    `    keepalive_time ${keepalive.timeSeconds}s;`,
    `    keepalive_timeout ${keepalive.timeoutSeconds}s;`,
    '}',
  ];
}

/**
 * Gives each version its part, whatever the numbers of servers. `weight=0` does not parse in NGINX, so at 0 V2 is
 * left out and at 100 V1 is.
 */
function weighted(v1: readonly string[], v2: readonly string[], share: Share): string[] {
  if (v1.length === 0 || share === FULL_SHARE) return v2;
  if (share === NO_SHARE) return [...v1];
  const divisor = greatestCommonDivisor(v1.length, v2.length);
  const weigh = (part: number, others: number) => (server: string) => {
    const [address = '', ...rest] = server.split(' ');
    return [address, `weight=${part * (others / divisor)}`, ...rest].join(' ');
  };
  return [...v1.map(weigh(FULL_SHARE - share, v2.length)), ...v2.map(weigh(share, v1.length))];
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** @returns an address and a port as NGINX writes them. */
export function hostPort({ address, port }: { address: string; port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
