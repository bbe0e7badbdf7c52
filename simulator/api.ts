/** What a simulated service answers to one POST. */
export interface Reply {
  readonly code: number;
  /** JSON. */
  readonly body: Buffer;
}

export type Handler = (body: string) => Reply | Promise<Reply>;

/** The API of one simulated service. Faults, health and metrics are the same for all of them. */
export interface Api {
  /** By path. */
  readonly posts: ReadonlyMap<string, Handler>;
  /** Paths of the health check, beside `/health`. */
  readonly healthPaths: readonly string[];
}

export function reply(code: number, value: unknown): Reply {
  return { code, body: Buffer.from(JSON.stringify(value)) };
}

/** @returns the body as a value, or the 400 for one that is not JSON. */
export function readJson(body: string): { readonly value: unknown } | { readonly refused: Reply } {
  try {
    return { value: JSON.parse(body) as unknown };
  } catch {
    return { refused: reply(400, { error: 'the body must be JSON' }) };
  }
}
