import { isIP } from 'node:net';
import { AGENT_PORT } from './agent-settings';
import { COMPARE_PORT, COMPARE_PROBES_PORT } from './compare-settings';
import { GATEWAY_HTTP_PORT, GATEWAY_HTTPS_PORT } from './gateway/ports';
import { GUARD_PORT } from './guard-settings';
import {
  COMPANION_COMPONENT,
  COMPANION_LABEL,
  COMPARATOR_COMPONENT,
  COMPONENT_LABEL,
  GATEWAY_COMPONENT,
  GUARD_COMPONENT,
  INSTANCE_LABEL,
  VERSION_COMPONENT,
  VERSION_LABEL,
  VERSIONS,
  type Version,
} from './names';
import { gateMode } from './service/monitoring';
import type { Service } from './service/service';

/** Pods of a service that do the same work. */
export type Place = 'gateway' | 'guard' | 'comparator' | Version | `companion/${string}`;

/** One end of a path. */
export type End =
  | { readonly kind: 'pods'; readonly place: Place }
  | { readonly kind: 'namespace'; readonly namespace: string }
  /** No network listed: every address. */
  | { readonly kind: 'networks'; readonly networks: readonly string[] };

interface PathPort {
  readonly protocol: 'TCP' | 'UDP';
  /** The port of the pod that is reached, not the port of its Service. */
  readonly port: number;
}

/** A connection that may be opened. What no path allows is refused, in both directions. */
export interface AllowedPath {
  readonly from: End;
  readonly to: End;
  readonly ports: readonly PathPort[];
}

/** Where DNS servers listen as pods: 53, or 5353 where port 53 is only that of the Service. */
const DNS_PORTS: readonly PathPort[] = [53, 5_353].flatMap((port) => [
  { protocol: 'UDP', port } as const,
  { protocol: 'TCP', port } as const,
]);
const DNS_NAMESPACE = 'kube-system';
/** The address that NodeLocal DNSCache takes on every node: not a pod's, so no selector finds it. */
const NODE_LOCAL_DNS = '169.254.20.10/32';

/**
 * Ports of the API server: 443 is that of the Service `kubernetes`, 6443 the usual one behind it. Engines differ in
 * which of the two they see, since kube-proxy changes one into the other on the way.
 */
const API_SERVER_PORTS = tcp(443, 6_443);

/**
 * Every connection that a service needs, and no other. The NetworkPolicies are made from this list, and the probes
 * of each pair of pods are held against it.
 *
 * The API server runs on the nodes' own network, where policies find no pod: its path goes by address, to every
 * address as long as `security.apiServers` names none.
 *
 * @param removed - whether V1 has been removed.
 */
export function allowedPaths(service: Service, removed: boolean): AllowedPath[] {
  const versions = VERSIONS.filter((version) => !(removed && version === 'v1'));
  return [
    ...gatewayPaths(service),
    ...guardPaths(service),
    ...(removed ? [] : comparatorPaths(service)),
    ...versions.flatMap((version) => versionPaths(service, version)),
    ...Object.keys(service.companions).flatMap((name) => companionPaths(service, name, versions)),
  ];
}

/**
 * Both ends must be named by one path: that the gateway takes everyone in lets no pod of the service out to it.
 *
 * @returns whether pods of one place may open a TCP connection to a port of the pods of another.
 */
export function isAllowed(
  paths: readonly AllowedPath[],
  from: Place,
  to: Place,
  port: number,
): boolean {
  return paths.some(
    (path) =>
      isPlace(path.from, from) &&
      isPlace(path.to, to) &&
      path.ports.some((allowed) => allowed.protocol === 'TCP' && allowed.port === port),
  );
}

/** @returns every place of the paths that is made of pods. */
export function placesOf(paths: readonly AllowedPath[]): Place[] {
  const ends = paths.flatMap(({ from, to }) => [from, to]);
  return [...new Set(ends.flatMap((end) => (end.kind === 'pods' ? [end.place] : [])))];
}

/** @returns the labels by which the pods of a place are found. */
export function placeLabels(service: string, place: Place): Record<string, string> {
  const labels = (component: string) => ({
    [INSTANCE_LABEL]: service,
    [COMPONENT_LABEL]: component,
  });
  if (place === 'gateway') return labels(GATEWAY_COMPONENT);
  if (place === 'guard') return labels(GUARD_COMPONENT);
  if (place === 'comparator') return labels(COMPARATOR_COMPONENT);
  if (place === 'v1' || place === 'v2') {
    return { ...labels(VERSION_COMPONENT), [VERSION_LABEL]: place };
  }
  return {
    ...labels(COMPANION_COMPONENT),
    [COMPANION_LABEL]: place.slice('companion/'.length),
  };
}

const companionPlace = (name: string): Place => `companion/${name}`;

function gatewayPaths({ gateway, security }: Service): AllowedPath[] {
  const place = pods('gateway');
  const listens = gateway.tls.mode === 'off' ? [] : [GATEWAY_HTTPS_PORT];
  return [
    { from: networks(security.clients), to: place, ports: tcp(GATEWAY_HTTP_PORT, ...listens) },
    { from: monitoring(security), to: place, ports: tcp(AGENT_PORT) },
    // The agents tell one another what clients have used of their rate.
    ...(gateway.rateLimit.enabled ? [{ from: place, to: place, ports: tcp(AGENT_PORT) }] : []),
    { from: place, to: networks(security.apiServers), ports: API_SERVER_PORTS },
    ...names(security, 'gateway'),
  ];
}

/** Only where there is a guard. */
function guardPaths({ monitoring: watched, security }: Service): AllowedPath[] {
  const { prometheus } = watched;
  if (prometheus === undefined || gateMode(watched) === 'off') return [];
  const place = pods('guard');
  return [
    { from: monitoring(security), to: place, ports: tcp(GUARD_PORT) },
    { from: place, ...prometheusEnd(prometheus) },
    { from: place, to: networks(security.apiServers), ports: API_SERVER_PORTS },
    ...names(security, 'guard'),
  ];
}

/** Only where replies are compared. */
function comparatorPaths({ comparison, versions, security }: Service): AllowedPath[] {
  if (comparison === undefined) return [];
  const place = pods('comparator');
  return [
    { from: pods('gateway'), to: place, ports: tcp(COMPARE_PORT) },
    { from: monitoring(security), to: place, ports: tcp(COMPARE_PROBES_PORT) },
    ...VERSIONS.map((version) => ({
      from: place,
      to: pods(version),
      ports: tcp(versions[version].port),
    })),
    ...names(security, 'comparator'),
  ];
}

/** `prometheus.monitoring`, also with `.svc` and the cluster's own domain after it: a Service of a namespace. */
const SERVICE_HOST = /^[a-z0-9-]+\.([a-z0-9-]+)(\.svc(\.[a-z0-9.-]+)?)?$/;

/**
 * Where Prometheus is reached: in the namespace that its name says, at its own address, or, under a name of the world
 * outside, wherever that leads.
 */
function prometheusEnd(url: string): Pick<AllowedPath, 'to' | 'ports'> {
  const { protocol, hostname, port } = new URL(url);
  const ports = tcp(port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));
  const address = hostname.replace(/^\[|\]$/g, '');
  const bits = { 4: '/32', 6: '/128' }[isIP(address)];
  if (bits !== undefined) return { to: networks([`${address}${bits}`]), ports };
  const namespace = SERVICE_HOST.exec(hostname)?.[1];
  return { to: namespace === undefined ? networks([]) : { kind: 'namespace', namespace }, ports };
}

function versionPaths({ versions, security }: Service, version: Version): AllowedPath[] {
  const { port, metrics } = versions[version];
  return [
    { from: pods('gateway'), to: pods(version), ports: tcp(port) },
    ...(metrics
      ? [{ from: monitoring(security), to: pods(version), ports: tcp(metrics.port ?? port) }]
      : []),
    ...names(security, version),
    ...declared(version, security.egress[version]),
  ];
}

function companionPaths(
  { companions, security }: Service,
  name: string,
  versions: readonly Version[],
): AllowedPath[] {
  const companion = companions[name];
  if (companion === undefined) return [];
  const { port, metrics, usedBy } = companion;
  const place = companionPlace(name);
  return [
    ...versions
      .filter((version) => usedBy.includes(version))
      .map((version) => ({ from: pods(version), to: pods(place), ports: tcp(port) })),
    ...(metrics
      ? [{ from: monitoring(security), to: pods(place), ports: tcp(metrics.port ?? port) }]
      : []),
    ...names(security, place),
    ...declared(place, security.egress.companions[name] ?? []),
  ];
}

type Security = Service['security'];

/** What it takes to resolve names. */
function names({ dnsServers }: Security, place: Place): AllowedPath[] {
  return [
    { from: pods(place), to: { kind: 'namespace', namespace: DNS_NAMESPACE }, ports: DNS_PORTS },
    { from: pods(place), to: networks([NODE_LOCAL_DNS, ...dnsServers]), ports: DNS_PORTS },
  ];
}

function declared(place: Place, egress: Security['egress'][Version]): AllowedPath[] {
  return egress.map(({ to, ports }) => ({
    from: pods(place),
    to: networks([to]),
    ports: tcp(...ports),
  }));
}

const pods = (place: Place): End => ({ kind: 'pods', place });
const networks = (list: readonly string[]): End => ({ kind: 'networks', networks: list });
const monitoring = ({ monitoringNamespace }: Security): End => ({
  kind: 'namespace',
  namespace: monitoringNamespace,
});
const isPlace = (end: End, place: Place): boolean => end.kind === 'pods' && end.place === place;

function tcp(...ports: readonly number[]): PathPort[] {
  return ports.map((port) => ({ protocol: 'TCP', port }));
}
