import nodeCrypto from 'crypto';
import { verify, type KeySet } from './key-set';
import type { NumberDict, ScriptRequest } from './njs';
import { take, type Pace } from './rate-limit';
import { endOf, parseToken, REFUSALS, type TokenRules } from './token';

/** An answer that the gateway gives in place of a version. */
export interface Refused {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * The name under which a client is counted and told to other gateway pods: 96 bits of a hash, so that neither
 * memory nor the network holds what it was. 16 characters make an entry of 128 bytes, the next size is 256.
 */
export function clientKey(service: string, client: string): string {
  return nodeCrypto
    .createHash('sha256')
    .update(`${service}\n${client}`)
    .digest('base64url')
    .slice(0, 16);
}

/** @param waitMs - until the client may send again. */
export function tooMany(waitMs: number): Refused {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return {
    status: 429,
    headers: { 'Retry-After': String(seconds) },
    body: { error: 'too many requests', retryAfterSeconds: seconds },
  };
}

/** @param why - for the client; without it, no token was sent, and RFC 6750 wants no error code then. */
function unauthorized(realm: string, why?: string): Refused {
  const challenge = `Bearer realm="${realm}"`;
  const detail = why === undefined ? '' : `, error="invalid_token", error_description="${why}"`;
  return {
    status: 401,
    headers: { 'WWW-Authenticate': challenge + detail },
    body: { error: why ?? 'a token is needed' },
  };
}

/** Where a request of a client is counted. */
export interface Allowance {
  readonly levels: NumberDict;
  /** What is still to be told to the other gateway pods; `undefined` where there are none. */
  readonly used: NumberDict | undefined;
  readonly pace: Pace;
}

/**
 * Counts one request of a client.
 *
 * @param now - {@link limitTime}.
 */
export function allow(
  { levels, used, pace }: Allowance,
  key: string,
  now: number,
): Refused | undefined {
  const waitMs = take(levels, pace, key, now);
  if (waitMs > 0) return tooMany(waitMs);
  used?.incr(key, 1);
  return undefined;
}

/**
 * Checks the token of a request.
 *
 * @param text - the token; `undefined` where none was sent.
 * @param now - milliseconds since 1970.
 * @returns when the token ends, in milliseconds since 1970, or the refusal.
 */
export async function authenticate(
  text: string | undefined,
  keys: KeySet,
  rules: TokenRules & { readonly realm: string },
  now: number,
): Promise<Refused | number> {
  if (text === undefined) return unauthorized(rules.realm);
  const token = parseToken(text);
  if (typeof token === 'string') return unauthorized(rules.realm, REFUSALS[token]);
  const verified = await verify(keys, token);
  if (verified !== true) return unauthorized(rules.realm, REFUSALS[verified]);
  const until = endOf(token.claims, rules, now / 1_000);
  return typeof until === 'number' ? until * 1_000 : unauthorized(rules.realm, REFUSALS[until]);
}

/** Answers a request that is refused. */
export function refuse(request: ScriptRequest, { status, headers, body }: Refused): void {
  const all = { ...headers, 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  for (const [name, value] of Object.entries(all)) request.headersOut[name] = value;
  request.return(status, `${JSON.stringify(body)}\n`);
}
