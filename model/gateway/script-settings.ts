/**
 * What the gateway script (`gateway/`) is told: `gateway.json` in the gateway's immutable ConfigMap, which NGINX
 * reads once by `js_preload_object`.
 */
export interface ScriptSettings {
  /** Name of the service: the realm of the challenge for a token, and part of every client's hash. */
  readonly service: string;
  /** Without it no request is limited. */
  readonly rateLimit?: {
    /** Requests per client in `perSeconds`; at least 1. */
    readonly requests: number;
    /** At least 1. */
    readonly perSeconds: number;
    /** Requests at once beyond the even pace. */
    readonly burst: number;
    /** Whether other gateway pods are told what clients used: where there is more than one pod. */
    readonly shared: boolean;
  };
  /** Without it no request is asked for a token. */
  readonly jwt?: {
    /** What the claim iss must be. */
    readonly issuer: string;
    /** What the claim aud must be or hold. */
    readonly audience: string;
    /** Difference of clocks that is let pass. */
    readonly leewaySeconds: number;
  };
}
