import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';

/** A certificate that belongs to its key, by what matters of it. */
export interface Certificate {
  /** First 16 hex digits of the SHA-256 of the file, chain and all. */
  readonly fingerprint: string;
  /** First and last moment of its time, in milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** The two files as they are mounted. */
export interface PemPair {
  readonly certificate: string;
  readonly key: string;
}

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** OpenSSL's usual security level, in force in NGINX too, refuses shorter RSA keys. */
const LEAST_RSA_BITS = 2_048;

const BEGIN = '-----BEGIN CERTIFICATE-----';
const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Checks that every certificate of the chain can be read and that the key is the first one's. */
export function checkCertificate({ certificate, key }: PemPair): Checked<Certificate> {
  const chain: X509Certificate[] = [];
  const blocks = certificate.match(BLOCK) ?? [];
  if (blocks.length < certificate.split(BEGIN).length - 1) return refuse('it is cut off');
  for (const block of blocks) {
    const parsed = attempt(() => new X509Certificate(block));
    if (parsed === undefined) return refuse(`certificate ${chain.length + 1} cannot be read`);
    chain.push(parsed);
  }
  const [leaf] = chain;
  if (leaf === undefined) return refuse('there is no certificate in it');
  const privateKey = attempt(() => createPrivateKey(key));
  if (privateKey === undefined) return refuse('its key cannot be read');
  if (!leaf.checkPrivateKey(privateKey)) return refuse('its key belongs to another certificate');
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? LEAST_RSA_BITS;
  if (bits < LEAST_RSA_BITS) return refuse(`its key has ${bits} bits of ${LEAST_RSA_BITS}`);
  return {
    ok: true,
    value: {
      fingerprint: createHash('sha256').update(certificate).digest('hex').slice(0, 16),
      notBefore: Date.parse(leaf.validFrom),
      notAfter: Date.parse(leaf.validTo),
    },
  };
}

const refuse = (why: string): Checked<never> => ({ ok: false, why });

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** @param now - milliseconds since 1970. */
export function isInTime({ notBefore, notAfter }: Certificate, now: number): boolean {
  return notBefore <= now && now <= notAfter;
}
