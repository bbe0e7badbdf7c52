import type { AgentSettings } from './agent-settings';
import { UPSTREAMS } from './gateway/names';
import { FULL_SHARE, NO_SHARE, type Share } from './share';
import type { Dynamics } from './upstreams-dynamics';

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

/** How NGINX writes a server, and the rest of its line. */
interface Server {
  readonly address: string;
  readonly options: string;
}

/** @returns the servers of a version: its pods where NGINX is to know them, otherwise its ClusterIP. */
export function serversOf(
  { upstreams, balancing }: AgentSettings,
  { pods }: Pick<Dynamics, 'pods'>,
  version: 'v1' | 'v2',
): Server[] {
  const whole = wholeVersion(upstreams[version]);
  const listed = balancing === 'least_conn' && whole.length > 0 ? (pods?.[version] ?? []) : [];
  return listed.length === 0 ? whole : listed.map((address) => ({ address, options: ONE_POD }));
}

/** @returns the version's ClusterIP; empty when the version is removed. */
export function wholeVersion(to: AgentSettings['upstreams']['v1']): Server[] {
  return to === undefined ? [] : [{ address: hostPort(to), options: WHOLE_VERSION }];
}

/** Renders the upstreams that the fixed part of the configuration may pass requests to. */
export function renderGroups(settings: AgentSettings, dynamics: Dynamics): string[] {
  const v1 = serversOf(settings, dynamics, 'v1');
  const v2 = serversOf(settings, dynamics, 'v2');
  const leastConn = settings.balancing === 'least_conn';
  const group = (name: string, servers: readonly string[]): string[] =>
    renderGroup(settings, name, servers);
  // Weights and the fewest connections cannot both choose a server of one upstream.
  const byWeight = settings.assignment === 'perRequest' && !leastConn;
  return [
    ...(v1.length > 0 ? group(UPSTREAMS.v1, v1.map(line)) : []),
    ...group(UPSTREAMS.v2, withFallback(settings, v2, dynamics.v2Absent ?? false)),
    ...group(UPSTREAMS.v2Only, v2.map(line)),
    ...(byWeight ? group(UPSTREAMS.split, weighted(v1, v2, dynamics.share)) : []),
    ...(settings.comparator
      ? group(UPSTREAMS.comparator, wholeVersion(settings.comparator).map(line))
      : []),
  ];
}

/** V1 stands in by its ClusterIP: NGINX's own choice among pods would not know a pod that has just gone. */
function withFallback(settings: AgentSettings, v2: readonly Server[], v2Absent: boolean): string[] {
  const v1 = settings.fallback ? wholeVersion(settings.upstreams.v1).map(line) : [];
  if (v1.length > 0 && v2Absent) return v1;
  return [...v2.map(line), ...v1.map((server) => `${server} backup`)];
}

const line = ({ address, options }: Server): string => `${address} ${options}`;

function renderGroup(
  { balancing, keepalive }: AgentSettings,
  name: string,
  servers: readonly string[],
): string[] {
  return [
    `upstream ${name} {`,
    `    zone ${name} ${ZONE_SIZE[balancing]};`,
    ...(balancing === 'least_conn' ? ['    least_conn;'] : []),
    ...servers.map((server) => `    server ${server};`),
    `    keepalive ${keepalive.connections};`,
    `    keepalive_requests ${keepalive.requests};`,
    `    keepalive_time ${keepalive.timeSeconds}s;`,
    `    keepalive_timeout ${keepalive.timeoutSeconds}s;`,
    '}',
  ];
}

/** `weight=0` does not parse in NGINX, so at 0 V2 is left out and at 100 V1 is. */
function weighted(v1: readonly Server[], v2: readonly Server[], share: Share): string[] {
  const weigh = (weight: number) => (server: Server) =>
    `${server.address} weight=${weight} ${server.options}`;
  return [
    ...(share < FULL_SHARE ? v1.map(weigh(FULL_SHARE - share)) : []),
    ...(share > NO_SHARE ? v2.map(weigh(share)) : []),
  ];
}

function hostPort({ address, port }: { address: string; port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
