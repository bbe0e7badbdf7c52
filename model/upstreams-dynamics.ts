import type { Share } from './share';

/**
 * The pods of each version that NGINX is to know by their addresses, as it writes them (`10.0.0.1:8080`,
 * `[fd00::1]:8080`). A version whose pods are unknown, or of which none is ready, is reached by its ClusterIP.
 */
export interface PodAddresses {
  readonly v1?: readonly string[] | undefined;
  readonly v2?: readonly string[] | undefined;
}

/** Everything in NGINX's configuration that changes while a gateway pod lives. */
export interface Dynamics {
  /** V2's part. With V1 removed it must be 100. */
  readonly share: Share;
  /** Only with balancing `least_conn`. */
  readonly pods?: PodAddresses | undefined;
  /** V2 is known to have no ready pod: where a route falls back to V1, V1 stands in for it. */
  readonly v2Absent?: boolean | undefined;
  /** Fingerprint of the certificate that the agent has copied; needed with TLS. */
  readonly certificate?: string | undefined;
  /** Hash of the key set that the agent has copied; needed with tokens. */
  readonly jwks?: string | undefined;
}
