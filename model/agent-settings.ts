import { z } from 'zod';

const port = z.int().min(1).max(65_535);

/** Where a version, or the comparator, is reached: its Service's ClusterIP. An address, so that no rollback waits for DNS. */
const versionAddress = z.strictObject({ address: z.union([z.ipv4(), z.ipv6()]), port });

/**
 * Limits of the connections from the gateway to a version. `requests`, `time` and `timeout` must be below
 * the backend's own limits: with them above, 270 of a million non-retried POSTs got a 502 from a
 * connection that the backend was closing; below, none.
 */
const upstreamKeepalive = z.strictObject({
  /** Idle connections that each NGINX worker keeps per version. */
  connections: z.int().min(1).max(1024),
  /** Requests over one connection before it is closed. */
  requests: z.int().min(1).max(1_000_000),
  /** Age in seconds at which a connection is closed after its current request. */
  timeSeconds: z.int().min(1).max(86_400),
  /** Idle seconds after which a connection is closed. */
  timeoutSeconds: z.int().min(1).max(3_600),
});

/**
 * What the gateway component hands to the agents in its pods: `agent.json` in the gateway's immutable
 * ConfigMap. Written by `components/gateway`, read by `agent/`. Everything after `keepalive` may be left out:
 * then it is as a service needs it that asks for nothing special, and NGINX carries nothing for it.
 */
export const agentSettingsSchema = z.strictObject({
  service: z.string().min(1),
  namespace: z.string().min(1),
  /** Without `v1` once V1 is removed: then the share is 100, whatever is desired or held. */
  upstreams: z.strictObject({ v1: versionAddress.optional(), v2: versionAddress }),
  keepalive: upstreamKeepalive,
  /** service: Kubernetes picks the pod of a version. least_conn: NGINX does. */
  balancing: z.enum(['service', 'least_conn']).default('service'),
  /** What `$cutover_assigned` keeps to: an exact count (with `script`), or `$cutover_user_key`. */
  assignment: z.enum(['perRequest', 'perUser']).default('perRequest'),
  /** Whether a route falls back to V1: then V1 also stands in for a V2 that has no ready pod. */
  fallback: z.boolean().default(false),
  /** Whether there is a certificate in {@link GATEWAY_PATHS.tls} for NGINX. */
  tls: z.boolean().default(false),
  /** Name of the file in {@link GATEWAY_PATHS.jwks} with the public keys for tokens; left out without them. */
  jwks: z
    .string()
    .regex(/^[-._a-zA-Z0-9]+$/)
    .optional(),
  /** The comparator's ClusterIP; left out where nothing is compared. */
  comparator: versionAddress.optional(),
  /** Names of the routes: their counters begin at 0, before the first request. */
  routes: z.array(z.string().min(1)).default([]),
  /** Whether NGINX imports the gateway script. Needed for an exact count, for tokens and for limits. */
  script: z.boolean().default(false),
  /** Whether the gateway's pods tell each other what clients have used of their rate limit. */
  rateLimitExchange: z.boolean().default(false),
});

/** The settings as the agent sees them, with what was left out filled in. */
export type AgentSettings = z.infer<typeof agentSettingsSchema>;
/** The settings as they are written. */
export type AgentSettingsInput = z.input<typeof agentSettingsSchema>;

/** Paths inside a gateway pod, shared by its NGINX and its agent. */
export const GATEWAY_PATHS = {
  /** The agent's settings, from the gateway's ConfigMap. */
  settings: '/etc/cutover/agent.json',
  /** The mounted Secret with `tls.crt` and `tls.key`; only the agent reads it. */
  tls: '/etc/cutover/tls',
  /** The mounted Secret with the public keys for tokens; only the agent reads it. */
  jwks: '/etc/cutover/jwks',
  /** The gateway script in the image of the in-cluster programs. */
  scriptSource: '/app/gateway.js',
  /** The volume that both containers share; lives as long as the pod. */
  shared: '/run/cutover',
  /** The file that `nginx.conf` includes at http level; replaced atomically by the agent. */
  upstreams: '/run/cutover/upstreams.conf',
  /** The last share this pod served, kept for a start without the API server. */
  lastShare: '/run/cutover/last-share.json',
  /** The process id of NGINX's master. */
  pid: '/run/cutover/nginx.pid',
  /** The unix socket on which NGINX answers which configuration it serves. */
  configSocket: '/run/cutover/config.sock',
  /** The gateway script where NGINX imports it from. */
  script: '/run/cutover/gateway.js',
  /** A volume of its own: should nobody read the request log, it fills this one and nothing else. */
  requests: '/run/cutover/requests',
  /** One line for each request, of which the agent makes the counters. */
  requestLog: '/run/cutover/requests/log',
  /** What the agent has made of the request log so far. */
  requestCounts: '/run/cutover/request-counts.json',
  /** The unix socket on which NGINX and its script answer the agent. */
  internalSocket: '/run/cutover/internal.sock',
} as const;

/** Where NGINX tells on its internal socket how many requests it has taken. */
export const STATUS_PATH = '/status';

/** Names of the agent's checked copies in the shared volume: another content has another name. */
export const COPY_NAMES = {
  /** @param fingerprint - of the certificate, in hex. */
  certificate: (fingerprint: string): string => `tls-${fingerprint}.crt`,
  key: (fingerprint: string): string => `tls-${fingerprint}.key`,
  /** @param hash - of the key set, in hex. */
  jwks: (hash: string): string => `jwks-${hash}.json`,
} as const;

/**
 * Seconds for which an agent whose NGINX has ended waits for Prometheus to read its counters once more: what was
 * counted since the last time would be lost with the pod.
 */
export const LAST_SCRAPE_SECONDS = 15;

/** The agent's own HTTP port: `/live`, `/ready`, `/metrics`. */
export const AGENT_PORT = 9180;
