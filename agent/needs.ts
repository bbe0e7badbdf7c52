import type { AgentSettings } from '../model/agent-settings';

/** What of the settings the decisions depend on. */
export interface Needs {
  /** Whether there is a V1; without it the share is always 100. */
  readonly v1: boolean;
  /** Whether NGINX balances the pods of a version itself. */
  readonly leastConn: boolean;
  /** Whether V1 stands in for a V2 without a ready pod. */
  readonly fallback: boolean;
  /** Whether NGINX cannot run without a certificate. */
  readonly certificate: boolean;
  /** Whether NGINX cannot run without a key set. */
  readonly jwks: boolean;
}

/** A service that asks for nothing special. */
export const PLAIN: Needs = {
  v1: true,
  leastConn: false,
  fallback: false,
  certificate: false,
  jwks: false,
};

export function needsOf(settings: AgentSettings): Needs {
  return {
    v1: settings.upstreams.v1 !== undefined,
    leastConn: settings.balancing === 'least_conn',
    fallback: settings.fallback && settings.upstreams.v1 !== undefined,
    certificate: settings.tls,
    jwks: settings.jwks !== undefined,
  };
}
