import { createSign, generateKeyPairSync, type KeyObject } from 'crypto';
import { FakeDict } from '../test/support/script/fake-dict';
import { allow, authenticate, clientKey, refuse, tooMany } from './admission';
import { parseKeySet } from './key-set';
import { limitTime, paceOf } from './rate-limit';
import { bearerToken, endOf, parseToken } from './token';

const rsa = (modulusLength = 2_048) => generateKeyPairSync('rsa', { modulusLength });
const old = rsa();
const next = rsa();
const jwk = (key: KeyObject, more: object) => ({ ...key.export({ format: 'jwk' }), ...more });
const keys = parseKeySet(
  JSON.stringify({
    keys: [
      jwk(old.publicKey, { kid: 'old', use: 'sig', alg: 'RS256' }),
      jwk(next.publicKey, { kid: 'next' }),
    ],
  }),
);

const NOW = 1_795_000_000;
const good = { iss: 'https://id', aud: 'shop', exp: NOW + 60, nbf: NOW - 60 };
const rules = { issuer: 'https://id', audience: 'shop', leewaySeconds: 30, realm: 'shop' };

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function token(claims: unknown, header: object = {}, key = old.privateKey): string {
  const signed = `${encode({ alg: 'RS256', kid: 'old', ...header })}.${encode(claims)}`;
  return `${signed}.${createSign('sha256').update(signed).sign(key).toString('base64url')}`;
}

const check = async (text: string | undefined, set = keys): Promise<unknown> => {
  const answer = await authenticate(text, set, rules, NOW * 1_000);
  return typeof answer === 'number' ? undefined : answer.body['error'];
};

describe('the check of a token', () => {
  it('passes one that a key of the set has signed and that says what it must', async () => {
    expect(await check(token(good))).toBeUndefined();
    expect(await check(token({ ...good, aud: ['other', 'shop'] }))).toBeUndefined();
    expect(await check(token({ ...good, nbf: undefined }))).toBeUndefined();
  });

  it('takes the keys of both sides of a rotation, each by its name', async () => {
    expect(await check(token(good, { kid: 'next' }, next.privateKey))).toBeUndefined();
    expect(await check(token(good, { kid: 'old' }, next.privateKey))).toBe(
      'the signature is wrong',
    );
    expect(await check(token(good, { kid: 'gone' }))).toBe('no key for this token');
  });

  it('tells when a good one ends, with the leeway', async () => {
    const until = await authenticate(token(good), keys, rules, NOW * 1_000);
    expect(until).toBe((NOW + 90) * 1_000);
  });

  it('finds it in a header of the scheme Bearer, in whatever case', () => {
    expect(bearerToken(`bearer  abc`)).toBe('abc');
    expect(bearerToken('Basic YTpi')).toBeUndefined();
    expect(bearerToken(undefined)).toBeUndefined();
  });

  it('needs no name of a key where the set has one only', async () => {
    expect(await check(token(good, { kid: undefined }))).toBe('no key for this token');
    const single = parseKeySet(JSON.stringify({ keys: [jwk(old.publicKey, { kid: 'old' })] }));
    expect(await check(token(good, { kid: undefined }), single)).toBeUndefined();
  });

  it('tries every key of one name', async () => {
    const both = [old, next].map(({ publicKey }) => jwk(publicKey, { kid: 'same' }));
    const set = parseKeySet(JSON.stringify({ keys: both }));
    expect(await check(token(good, { kid: 'same' }, next.privateKey), set)).toBeUndefined();
  });

  it.each([
    ['none', undefined, 'a token is needed'],
    ['no token', 'abc', 'the token is malformed'],
    ['parts that are not JSON', 'YWJj.YWJj.YWJj', 'the token is malformed'],
    ['padding', `${token(good)}=`, 'the token is malformed'],
    ['another algorithm', token(good, { alg: 'HS256' }), 'the algorithm must be RS256'],
    ['no algorithm', token(good, { alg: 'none' }), 'the algorithm must be RS256'],
    ['an extension', token(good, { crit: ['exp'] }), 'the token is malformed'],
    ['a key name that is none', token(good, { kid: 1 }), 'the token is malformed'],
    ['another issuer', token({ ...good, iss: 'https://x' }), 'the issuer is wrong'],
    ['another audience', token({ ...good, aud: ['a', 'b'] }), 'the audience is wrong'],
    ['no audience', token({ ...good, aud: undefined }), 'the audience is wrong'],
    ['no end', token({ ...good, exp: undefined }), 'the token is malformed'],
    ['an end that is a text', token({ ...good, exp: '1' }), 'the token is malformed'],
    ['its end past the leeway', token({ ...good, exp: NOW - 30 }), 'the token has expired'],
    ['its begin past the leeway', token({ ...good, nbf: NOW + 31 }), 'the token is not valid yet'],
    ['claims that are a list', token([good]), 'the token is malformed'],
  ])('refuses %s', async (_, text, message) => {
    expect(await check(text)).toBe(message);
  });

  it('lets clocks differ by the leeway, and no second more', () => {
    expect(endOf({ ...good, exp: NOW - 29 }, rules, NOW)).toBe(NOW + 1);
    expect(endOf({ ...good, exp: NOW - 30 }, rules, NOW)).toBe('expired');
    expect(endOf({ ...good, nbf: NOW + 30 }, rules, NOW)).toBe(NOW + 90);
  });

  it('refuses changed claims, and a signature that was cut', async () => {
    const [header = '', , signature = ''] = token(good).split('.');
    expect(await check(`${header}.${encode({ ...good, sub: 'x' })}.${signature}`)).toBe(
      'the signature is wrong',
    );
    expect(await check(token(good).slice(0, -8))).toBe('the signature is wrong');
  });

  it('leaves out keys that are too short, of another kind or for another use', async () => {
    const short = rsa(1_024);
    const set = parseKeySet(
      JSON.stringify({
        keys: [
          jwk(short.publicKey, { kid: 'short' }),
          jwk(old.publicKey, { kid: 'enc', use: 'enc' }),
          jwk(old.publicKey, { kid: 'ps', alg: 'PS256' }),
          { kty: 'EC', kid: 'ec', crv: 'P-256', x: 'x', y: 'y' },
          null,
        ],
      }),
    );
    for (const [kid, key] of [
      ['short', short.privateKey],
      ['enc', old.privateKey],
      ['ps', old.privateKey],
      ['ec', old.privateKey],
    ] as const) {
      expect(await check(token(good, { kid }, key), set)).toBe('no key for this token');
    }
  });

  it('does not start on a token of absurd length', () => {
    expect(parseToken(`${'a'.repeat(9_000)}.${'b'.repeat(9_000)}.c`)).toBe('malformed');
  });

  it('does not take anything else for a set of keys', () => {
    expect(() => parseKeySet('{"a":1}')).toThrow('a set of keys must have the list "keys"');
    expect(() => parseKeySet('keys')).toThrow(SyntaxError);
  });
});

describe('the answers of the gateway', () => {
  it('challenge without an error code when no token came, and with one when it was refused', async () => {
    const none = await authenticate(undefined, keys, rules, 0);
    expect(none).toEqual({
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer realm="shop"' },
      body: { error: 'a token is needed' },
    });
    const late = await authenticate(token(good), keys, rules, (NOW + 90) * 1_000);
    expect(late).toMatchObject({
      headers: {
        'WWW-Authenticate':
          'Bearer realm="shop", error="invalid_token", error_description="the token has expired"',
      },
    });
  });

  it('say after how many whole seconds to come again', () => {
    expect([0.1, 1_000, 1_001].map((ms) => tooMany(ms).headers['Retry-After'])).toEqual([
      '1',
      '1',
      '2',
    ]);
  });

  it('are JSON that nobody keeps', () => {
    const headersOut: Record<string, string> = {};
    let answer: unknown;
    const request = {
      method: 'GET',
      variables: {},
      headersIn: {},
      headersOut,
      return: (...sent: unknown[]) => (answer = sent),
      error: () => undefined,
    };
    refuse(request, tooMany(2_500));
    expect(answer).toEqual([429, '{"error":"too many requests","retryAfterSeconds":3}\n']);
    expect(headersOut).toEqual({
      'Retry-After': '3',
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
    });
  });
});

describe('the allowance of a client', () => {
  const now = limitTime(NOW * 1_000);
  const pace = paceOf({ requests: 60, perSeconds: 60, burst: 0 });

  it('counts what was admitted for the other pods, and not what was refused', () => {
    const levels = new FakeDict(() => now);
    const used = new FakeDict(() => now);
    const asked = [1, 2, 3].map(() => allow({ levels, used, pace }, 'key', now)?.status);
    expect(asked).toEqual([undefined, 429, 429]);
    expect(used.items(10)).toEqual([['key', 1]]);
    expect(allow({ levels, used: undefined, pace }, 'other', now)).toBeUndefined();
  });

  it('is found under a short hash that differs between services', () => {
    const key = clientKey('shop', '192.0.2.1');
    expect(key).toMatch(/^[A-Za-z0-9_-]{16}$/);
    expect(key).not.toContain('192');
    expect(clientKey('other', '192.0.2.1')).not.toBe(key);
  });
});
