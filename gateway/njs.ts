/**
 * What the script uses of njs. The npm package `njs-types` declares globals that contradict those of Node, which
 * the tests need.
 */

/** One request, as NGINX hands it to the script. */
export interface ScriptRequest {
  readonly method: string;
  /** NGINX's variables; reading one computes it. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly headersIn: Readonly<Record<string, string | undefined>>;
  readonly headersOut: Record<string, string>;
  /** The body where NGINX holds it in memory. @throws when it was written to a file. */
  readonly requestText?: string | undefined;
  /** Answers the request, and in `js_access` ends it. */
  return(status: number, body: string): void;
  /** Writes to the error log. */
  error(message: string): void;
}

/** A `js_shared_dict_zone` of type number: every call is atomic among all workers. */
export interface NumberDict {
  /** @returns `undefined` for a key that is missing or has expired. */
  get(key: string): number | undefined;
  /**
   * Sets a key that is missing or has expired.
   *
   * @param timeout - milliseconds; only where the zone has a timeout.
   * @returns whether it did.
   */
  add(key: string, value: number, timeout?: number): boolean;
  /**
   * Adds to a key; one that has expired but still lies there counts with its old value.
   *
   * @param timeout - from now, in milliseconds; only where the zone has a timeout.
   * @returns the sum.
   * @throws when the zone is full.
   */
  incr(key: string, delta: number, init?: number, timeout?: number): number;
  /** Removes a key. @returns its value. */
  pop(key: string): number | undefined;
  /** @param most - how many at most. */
  items(most: number): [string, number][];
}

/** The global `ngx`. */
export interface Ngx {
  readonly shared: Readonly<Record<string, NumberDict>>;
}
