/** Names that the fixed configuration, the agent's part of it and the gateway script must agree on. */

/** Upstreams of the agent's part. */
export const UPSTREAMS = {
  /** V1 alone; absent once V1 is removed. */
  v1: 'cutover_v1',
  /** V2 with V1 behind it, for routes with a fallback. */
  v2: 'cutover_v2',
  /** V2 alone. */
  v2Only: 'cutover_v2_only',
  /** Both, by weight: the cheapest split, for routes without a fallback. */
  split: 'cutover_split',
  /** The comparator; absent where nothing is compared. */
  comparator: 'cutover_comparator',
} as const;

/** Variables of NGINX, without the dollar sign. */
export const VARIABLES = {
  /** Agent's part: the version that the assignment gives to this request; counts when it is read. */
  assigned: 'cutover_assigned',
  /** Agent's part: V2's part in percent. */
  share: 'cutover_share',
  /** Agent's part: version of the address that answered last; empty when none was asked. */
  served: 'cutover_served',
  /** Agent's part: path of the set of public keys. */
  jwks: 'cutover_jwks',
  /** Address and port of the backend that was asked last, as in `$upstream_addr`. */
  lastPeer: 'cutover_last_peer',
  /** Name of the route; empty when none took the request. */
  route: 'cutover_route',
  /** Version that was chosen: by the route, by force or by the assignment. */
  version: 'cutover_version',
  /** Version forced by an allowed client; empty when none was. */
  forced: 'cutover_forced',
  /** What names a user, for the assignment per user. */
  userKey: 'cutover_user_key',
  /** What names a client, for the rate limit; empty where the request is not limited. */
  limitKey: 'cutover_limit_key',
  /** `1` where a valid token is needed. */
  jwt: 'cutover_jwt',
} as const;

type Name = keyof typeof VARIABLES;

/** The same variables as they are read: `$cutover_assigned`. */
export const VALUES = Object.fromEntries(
  Object.entries(VARIABLES).map(([name, variable]) => [name, `$${variable}`]),
) as { readonly [name in Name]: `$${(typeof VARIABLES)[name]}` };

/** Paths of the gateway's own, which no route can take. */
export const OWN_PATHS = {
  /** NGINX's own health check; never passed to a version. */
  health: '/.cutover/health',
  /** Bodies of the gateway's own errors; not to be had from outside. */
  error: '/.cutover/error',
  /** Copies of requests, by the name of the route; not to be had from outside. */
  mirror: '/.cutover/mirror/',
  /** Copies for the comparator, by the name of the route; not to be had from outside. */
  compare: '/.cutover/compare/',
} as const;

/** The folder of the gateway's ConfigMap, and the file of the firewall's rules in it. */
export const CONFIG_FOLDER = '/etc/cutover';
export const WAF_FILE = 'modsecurity.conf';
