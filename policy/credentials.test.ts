import { credentialIn } from './credentials';

/** Built from parts, so that no scanner takes this file for a leak. */
const joined = (...parts: readonly string[]): string => parts.join('');

describe('credentialIn', () => {
  it.each([
    ['an AWS access key', joined('AKIA', 'IOSFODNN7EXAMPLE')],
    ['a GitHub token', joined('ghp_', 'a1B2'.repeat(9))],
    ['a GitLab token', joined('glpat-', 'a1B2'.repeat(5))],
    ['a Slack token', joined('xoxb-', '1234567890-abc')],
    ['a Stripe key', joined('sk_live_', 'a1B2'.repeat(6))],
    ['a Google API key', joined('AIza', 'a1B2c'.repeat(7))],
    ['an npm token', joined('npm_', 'a1B2'.repeat(9))],
    ['a Pulumi token', joined('pul-', 'a1b2'.repeat(10))],
    [
      'a signed token',
      joined('eyJ', 'hbGciOiJSUzI1NiJ9', '.eyJ', 'zdWIiOiIxIn0aa', '.c2lnbmF0dXJl'),
    ],
    ['a private key', joined('-----BEGIN ', 'RSA PRIVATE KEY-----\nMIIE\n')],
    ['a URL with a password', joined('postgres://app:', 'hunter2@db/orders')],
    ['a URL with a password', joined('redis://:', 'hunter2@cache:6379')],
  ])('tells %s by its shape, under any key', (what, value) => {
    expect(credentialIn('NOTE', value)).toBe(what);
    expect(credentialIn('NOTE', `before ${value} after`)).toBe(what);
  });

  it.each([
    'PASSWORD',
    'DB_PASSWORD',
    'db-passwd',
    'clientSecret',
    'API_KEY',
    'apiKey',
    'AWS_SECRET_ACCESS_KEY',
    'GITHUB_TOKEN',
    'config.database.password',
    'credentials',
  ])('tells one by the name of its key: %s', (key) => {
    expect(credentialIn(key, 'hunter2')).toBe('a credential, by the name of its key');
  });

  it.each([
    ['a switch', 'REQUIRE_TOKEN', 'true'],
    ['a time', 'SESSION_TOKEN', '3600s'],
    ['a number', 'MAX_TOKEN', '4096'],
    ['a path', 'DB_PASSWORD', '/run/secrets/db'],
    ['an address', 'TOKEN', 'https://login.example.com/token'],
    ['something to be filled in', 'DB_PASSWORD', '${DB_PASSWORD}'],
    ['something to be filled in by Kubernetes', 'DB_PASSWORD', '$(DB_PASSWORD)'],
    ['a password in a URL to be filled in', 'DSN', 'postgres://app:${PASSWORD}@db/orders'],
    ['nothing', 'DB_PASSWORD', ''],
    ['the name of a Secret', 'gateway.tls.secret', 'orders-tls'],
    ['a key that only speaks of one', 'TOKEN_ENDPOINT', 'abc'],
    ['a key that only speaks of one', 'PASSWORD_POLICY', 'strict'],
    ['a key of another kind', 'PARTITION_KEY', 'customer'],
    ['a public key', 'JWT_PUBLIC_KEY', 'MIIBIjANBgkq'],
  ])('passes %s: %s', (_, key, value) => {
    expect(credentialIn(key, value)).toBeUndefined();
  });

  it.each([
    ['a random text', 'q7Zr2LxV9bTn4KwYc8MdHs3G', 'a credential, by its randomness'],
    ['one letter less, on the boundary', 'q7Zr2LxV9bTn4KwYc8MdHs3', undefined],
    ['a checksum', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', undefined],
    ['a digest', 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c', undefined],
    ['an identifier', '123e4567-e89b-12d3-a456-426614174000', undefined],
    ['words', 'theQuickBrownFoxJumpsOver1LazyDog', undefined],
    ['an image', 'registry.example.com/Team/orders:V2.0.1-rc.1', undefined],
    ['a host', 'orders-v2.orders-production.svc.cluster.local', undefined],
    ['repetitions', 'aA1aA1aA1aA1aA1aA1aA1aA1aA1', undefined],
  ])('takes %s for what it is', (_, value, what) => {
    expect(credentialIn('NOTE', value)).toBe(what);
  });

  it('finds a line in a file that sets one, whatever the file is written in', () => {
    expect(credentialIn('app.yaml', 'server:\n  port: 80\n  password: hunter2\n')).toBe(
      'a credential, by the name of its key (password)',
    );
    expect(credentialIn('app.ini', '[db]\nuser = app\ndb_password = "hunter2"\n')).toBe(
      'a credential, by the name of its key (db_password)',
    );
    expect(credentialIn('.env', 'A=1\nexport API_TOKEN=abc123def\n')).toBe(
      'a credential, by the name of its key (API_TOKEN)',
    );
  });

  it('passes files of code, prose and NGINX', () => {
    const nginx =
      'http {\n  map $http_x_token $token { default 1; }\n  ssl_certificate_key /run/tls.key;\n}\n';
    const code = 'const token = read(request);\nif (token === undefined) return;\n';
    const prose = 'The token: the one that the client sends.\nNo password: there is none.\n';
    for (const text of [nginx, code, prose]) expect(credentialIn('file', text)).toBeUndefined();
  });
});
