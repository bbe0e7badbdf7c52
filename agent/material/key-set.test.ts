import { generateKeyPairSync } from 'node:crypto';
import { checkKeySet } from './key-set';

const rsa = (bits: number) => ({
  ...generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' }),
  kid: 'a',
});
const good = rsa(2_048);
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
  format: 'jwk',
});
const check = (...keys: object[]) => checkKeySet(JSON.stringify({ keys }));
const unfit = 'no key in it is an RSA key for RS256 of 2048 bits or more';

describe('a mounted key set', () => {
  it('is known by its content', () => {
    const alone = check(good);
    const rotating = check(elliptic, { ...good, alg: 'RS256', use: 'sig' });
    expect(alone.ok && alone.value).toMatch(/^[0-9a-f]{16}$/);
    expect(rotating.ok && rotating.value).not.toBe(alone.ok && alone.value);
  });

  it.each([
    ['no JSON', '{', 'it is not a JSON Web Key Set'],
    ['no list of keys', '{"keys":{}}', 'it is not a JSON Web Key Set'],
    ['no key', '{"keys":[]}', unfit],
  ])('is refused with %s', (_, text, why) => {
    expect(checkKeySet(text)).toEqual({ ok: false, why });
  });

  it.each([
    ['short', rsa(1_024)],
    ['of another kind', elliptic],
    ['for another algorithm', { ...good, alg: 'RS512' }],
    ['for encryption', { ...good, use: 'enc' }],
    ['broken', { ...good, n: 5 }],
  ])('is refused when its only key is %s', (_, key) => {
    expect(check(key)).toEqual({ ok: false, why: unfit });
  });
});
