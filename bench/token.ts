import { createSign, generateKeyPairSync } from 'node:crypto';

/** A token that the gateway takes, and the set of keys by which it does. */
export interface IssuedToken {
  readonly token: string;
  readonly jwks: string;
}

/** Signs one token by RS256, good for an hour, with a key made for it. */
export function issueToken(issuer: string, audience: string): IssuedToken {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'bench', alg: 'RS256', use: 'sig' };
  const now = Math.floor(Date.now() / 1_000);
  const head = encoded({ alg: 'RS256', typ: 'JWT', kid: 'bench' });
  const claims = encoded({ iss: issuer, aud: audience, sub: 'bench', iat: now, exp: now + 3_600 });
  const signature = createSign('RSA-SHA256').update(`${head}.${claims}`).sign(privateKey);
  return {
    token: `${head}.${claims}.${signature.toString('base64url')}`,
    jwks: JSON.stringify({ keys: [jwk] }),
  };
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
