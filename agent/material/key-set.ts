import { createHash, createPublicKey } from 'node:crypto';
import { z } from 'zod';
import type { Checked } from './certificate';

const keySetSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });

/** RFC 7518 asks for this much with RS256. */
const LEAST_BITS = 2_048;

/**
 * Checks that a text is a JSON Web Key Set with a key that can check a token signed with RS256.
 *
 * @returns the first 16 hex digits of the SHA-256 of the text.
 */
export function checkKeySet(text: string): Checked<string> {
  const parsed = keySetSchema.safeParse(parseJson(text));
  if (!parsed.success) return { ok: false, why: 'it is not a JSON Web Key Set' };
  if (!parsed.data.keys.some(checksRs256)) {
    return { ok: false, why: `no key in it is an RSA key for RS256 of ${LEAST_BITS} bits or more` };
  }
  return { ok: true, value: createHash('sha256').update(text).digest('hex').slice(0, 16) };
}

function checksRs256(key: Readonly<Record<string, unknown>>): boolean {
  const { kty, alg = 'RS256', use = 'sig', n, e } = key;
  if (kty !== 'RSA' || alg !== 'RS256' || use !== 'sig') return false;
  if (typeof n !== 'string' || typeof e !== 'string') return false;
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: { kty, n, e }, format: 'jwk' });
    return (asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_BITS;
  } catch {
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
