import { hasWayOut, parseTarget } from './target';

const inside = (): boolean => false;
const outside = (): boolean => true;

test.each([
  ['http://localhost:8080/match', '127.0.0.1', 8080, '/match', 'localhost:8080'],
  ['http://127.0.0.9/a?b=1', '127.0.0.9', 80, '/a?b=1', '127.0.0.9'],
  ['http://[::1]:81/', '::1', 81, '/', '[::1]:81'],
  ['https://127.0.0.1/a', '127.0.0.1', 443, '/a', '127.0.0.1'],
])('this machine is always allowed: %s', (url, address, port, path, host) => {
  expect(parseTarget(url, outside)).toEqual({
    ...{ address, port, path, host },
    tls: url.startsWith('https:'),
  });
});

test.each(['http://10.244.3.9/', 'http://10.96.0.1/', 'http://10.245.0.1/'])(
  'the cluster is allowed from inside its network namespace only: %s',
  (url) => {
    expect(parseTarget(url, inside).address).toBe(new URL(url).hostname);
    expect(() => parseTarget(url, outside)).toThrow(
      `'url' ("${url}") must be reached from inside the network namespace of the embedded cluster; run this by 'npm run cluster -- exec -- …'`,
    );
  },
);

test.each([
  'http://example.com/',
  'http://localhost.example.com/',
  'http://10.97.0.1/',
  'http://8.8.8.8/',
  'http://0.0.0.0/',
  'http://[::ffff:8.8.8.8]/',
  'http://[2001:db8::1]/',
])('every other target is refused: %s', (url) => {
  expect(() => parseTarget(url, inside)).toThrow(
    `'url' ("${url}") must name localhost, a loopback address or one in 10.244.0.0/16, 10.96.0.0/16, 10.245.0.0/24; aim at a service of the embedded cluster or of this machine`,
  );
});

test.each(['ftp://localhost/', 'localhost:80', ''])('only web addresses are taken: %s', (url) => {
  expect(() => parseTarget(url, inside)).toThrow(
    `'url' ("${url}") must be an http:// or https:// URL; give for example http://127.0.0.1:8080/match`,
  );
});

test('a number that stands for a loopback address is one', () => {
  // The URL standard reads 2130706433 as 127.0.0.1, and 134744072 as 8.8.8.8.
  expect(parseTarget('http://2130706433/', outside).address).toBe('127.0.0.1');
  expect(() => parseTarget('http://134744072/', inside)).toThrow('must name localhost');
});

test('a default route is a way out', () => {
  const head = 'Iface\tDestination\tGateway\tFlags';
  expect(hasWayOut(`${head}\nnode0\t0000F50A\t00000000\t0001\n`)).toBe(false);
  expect(hasWayOut(`${head}\neth0\t00000000\t0101A8C0\t0003\n`)).toBe(true);
});
