import nodeCrypto from 'crypto';
import type { NumberDict } from './njs';

/** A token is checked in full again at least this often. */
const KNOWN_MS = 300_000;

/**
 * The name under which a token is remembered: a hash, so that memory holds no token. Of the whole 256 bits, for here a
 * collision would admit somebody.
 *
 * @param keySet - path of the set that it was checked by: with another set every token is unknown.
 */
export function tokenName(keySet: string, token: string): string {
  return nodeCrypto.createHash('sha256').update(`${keySet}\n${token}`).digest('base64url');
}

/** Whether a token was found good, and still is. */
export function isKnown(tokens: NumberDict, name: string, now: number): boolean {
  const until = tokens.get(name);
  return until !== undefined && now < until;
}

/**
 * Remembers a token that was found good.
 *
 * @param until - when it ends, leeway included. @param now - both in milliseconds since 1970.
 */
export function remember(tokens: NumberDict, name: string, until: number, now: number): void {
  const lifetime = Math.min(until - now, KNOWN_MS);
  if (lifetime < 1) return;
  try {
    tokens.add(name, now + lifetime, Math.ceil(lifetime));
  } catch {
    // Without memory it is checked again the next time.
  }
}
