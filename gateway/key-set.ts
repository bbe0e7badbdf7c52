import type { webcrypto } from 'crypto';
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
export class KeySet {
  private readonly imported = new Map<PublicKey, webcrypto.CryptoKey>();

  private constructor(private readonly keys: readonly PublicKey[]) {}

  /**
   * @param text - a JSON Web Key Set. Keys for other uses, of other kinds or too short are left out.
   * @throws when it is none.
   */
  static parse(text: string): KeySet {
    const set = JSON.parse(text) as { keys?: unknown };
    if (!Array.isArray(set.keys)) throw new Error('a set of keys must have the list "keys"');
    return new KeySet(set.keys.flatMap(usable));
  }

  /** @returns the keys that may have signed the token. */
  private candidates({ keyId }: Token): readonly PublicKey[] {
    if (keyId === undefined) return this.keys.length === 1 ? this.keys : [];
    return this.keys.filter((key) => key.keyId === keyId);
  }

  /** Whether one of the keys that the token may mean has signed it; `key` when there is none to ask. */
  async verify(token: Token): Promise<true | 'key' | 'signature'> {
    const candidates = this.candidates(token);
    const signed = new TextEncoder().encode(token.signed);
    for (const candidate of candidates) {
      const key = await this.cryptoKey(candidate);
      if (await crypto.subtle.verify(ALGORITHM, key, token.signature, signed)) return true;
    }
    return candidates.length === 0 ? 'key' : 'signature';
  }

  /** Taking a key in costs more than a check: once for each JS context. */
  private async cryptoKey(key: PublicKey): Promise<webcrypto.CryptoKey> {
    const known = this.imported.get(key);
    if (known !== undefined) return known;
    const jwk = { kty: 'RSA', alg: 'RS256', n: key.n, e: key.e };
    const made = await crypto.subtle.importKey('jwk', jwk, ALGORITHM, false, ['verify']);
    this.imported.set(key, made);
    return made;
  }
}

function usable(entry: unknown): PublicKey[] {
  if (typeof entry !== 'object' || entry === null) return [];
  const { kty, use, alg, kid, n, e } = entry as Record<string, unknown>;
  if (kty !== 'RSA' || typeof n !== 'string' || typeof e !== 'string') return [];
  if ((use !== undefined && use !== 'sig') || (alg !== undefined && alg !== 'RS256')) return [];
  if (Buffer.from(n, 'base64url').length * 8 < LEAST_BITS) return [];
  return [{ keyId: typeof kid === 'string' ? kid : undefined, n, e }];
}
