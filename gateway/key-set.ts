import type { Token } from './token';

/** A public key of a set, as far as it is used. */
interface PublicKey {
  readonly keyId: string | undefined;
  readonly n: string;
  readonly e: string;
}

/** Shorter RSA keys are not safe (RFC 7518, 3.3). */
const LEAST_BITS = 2_048;

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/**
 * The public keys by which tokens are checked. Several stand in it while keys are rotated: a token names its own
 * by `kid`, and without one only a set of a single key is used.
 */
export type KeySet = readonly PublicKey[];

/**
 * @param text - a JSON Web Key Set. Keys for other uses, of other kinds or too short are left out.
 * @throws when it is none.
 */
export function parseKeySet(text: string): KeySet {
  const set = JSON.parse(text) as { keys?: unknown };
  if (!Array.isArray(set.keys)) throw new Error('a set of keys must have the list "keys"');
  return set.keys.map(usable).filter((key) => key !== undefined);
}

function usable(entry: unknown): PublicKey | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { kty, use, alg, kid, n, e } = entry as Record<string, unknown>;
  if (kty !== 'RSA' || typeof n !== 'string' || typeof e !== 'string') return undefined;
  if ((use !== undefined && use !== 'sig') || (alg !== undefined && alg !== 'RS256')) {
    return undefined;
  }
  if (Buffer.from(n, 'base64url').length * 8 < LEAST_BITS) return undefined;
  return { keyId: typeof kid === 'string' ? kid : undefined, n, e };
}

/** Whether one of the keys that the token may mean has signed it; `key` when there is none to ask. */
export async function verify(keys: KeySet, token: Token): Promise<true | 'key' | 'signature'> {
  const candidates = candidatesFor(keys, token);
  const signed = new TextEncoder().encode(token.signed);
  for (const { n, e } of candidates) {
    const jwk = { kty: 'RSA', alg: 'RS256', n, e };
    const key = await crypto.subtle.importKey('jwk', jwk, ALGORITHM, false, ['verify']);
    if (await crypto.subtle.verify(ALGORITHM, key, token.signature, signed)) return true;
  }
  return candidates.length === 0 ? 'key' : 'signature';
}

function candidatesFor(keys: KeySet, { keyId }: Token): KeySet {
  if (keyId === undefined) return keys.length === 1 ? keys : [];
  return keys.filter((key) => key.keyId === keyId);
}
