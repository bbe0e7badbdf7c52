import { z } from 'zod';

const port = z.int().min(1).max(65_535);

/** Where one version is reached: its Service's ClusterIP. An address, so that no rollback waits for DNS. */
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
 * ConfigMap. Written by `components/gateway`, read by `agent/`.
 */
export const agentSettingsSchema = z.strictObject({
  service: z.string().min(1),
  namespace: z.string().min(1),
  upstreams: z.strictObject({ v1: versionAddress, v2: versionAddress }),
  keepalive: upstreamKeepalive,
});

export type AgentSettings = z.infer<typeof agentSettingsSchema>;

/** Paths inside a gateway pod, shared by its NGINX and its agent. */
export const GATEWAY_PATHS = {
  /** The agent's settings, from the gateway's ConfigMap. */
  settings: '/etc/cutover/agent.json',
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
} as const;

/** The agent's own HTTP port: `/live`, `/ready`, `/metrics`. */
export const AGENT_PORT = 9180;
