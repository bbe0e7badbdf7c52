/** A token as it came, taken apart but not believed. */
export interface Token {
  readonly keyId: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The text that was signed. */
  readonly signed: string;
  readonly signature: Uint8Array;
}

/** What a token must say. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** Difference of clocks that is let pass. */
  readonly leewaySeconds: number;
}

/** Why a token is refused, as the client is told. Nothing of the token itself is ever in it. */
export const REFUSALS = {
  malformed: 'the token is malformed',
  algorithm: 'the algorithm must be RS256',
  key: 'no key for this token',
  signature: 'the signature is wrong',
  issuer: 'the issuer is wrong',
  audience: 'the audience is wrong',
  expired: 'the token has expired',
  early: 'the token is not valid yet',
} as const;

export type Refusal = keyof typeof REFUSALS;

/** Longer than any that a header line can hold by default; bounds the work before the signature is known. */
const LONGEST_TOKEN = 16_384;

const FORM = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/**
 * Takes a token apart. The algorithm is pinned: what the token says of it is only compared, so that neither
 * `none` nor a public key taken for a secret can pass.
 */
export function parseToken(text: string): Token | Refusal {
  const parts = text.length > LONGEST_TOKEN ? null : FORM.exec(text);
  const [, headerText, claimsText, signatureText] = parts ?? [];
  if (headerText === undefined || claimsText === undefined || signatureText === undefined) {
    return 'malformed';
  }
  const header = parseObject(headerText);
  const claims = parseObject(claimsText);
  if (header === undefined || claims === undefined) return 'malformed';
  const { alg, kid, crit } = header;
  if (alg !== 'RS256') return 'algorithm';
  // An extension that must be understood, and none is.
  if (crit !== undefined || (kid !== undefined && typeof kid !== 'string')) return 'malformed';
  return {
    keyId: kid,
    claims,
    signed: `${headerText}.${claimsText}`,
    signature: Buffer.from(signatureText, 'base64url'),
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Checks the claims of a token whose signature is right.
 *
 * @param now - seconds since 1970.
 * @returns when it ends, leeway included, in seconds since 1970, or what is wrong.
 */
export function endOf(
  { iss, aud, exp, nbf }: Token['claims'],
  { issuer, audience, leewaySeconds }: TokenRules,
  now: number,
): number | Refusal {
  if (iss !== issuer) return 'issuer';
  if (!(Array.isArray(aud) ? aud : [aud]).includes(audience)) return 'audience';
  if (!isTime(exp) || (nbf !== undefined && !isTime(nbf))) return 'malformed';
  if (now >= exp + leewaySeconds) return 'expired';
  if (nbf !== undefined && now < nbf - leewaySeconds) return 'early';
  return exp + leewaySeconds;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** @returns the token of an Authorization header; `undefined` when it holds none. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(header ?? '')?.[1];
}
