import { resolveOptions } from './options';

test('a run without a bound is refused', () => {
  expect(() => resolveOptions({ url: 'http://localhost/' })).toThrow(
    "load: 1 problem\n  'seconds, requests' (missing) must bound every run; give --seconds, --requests or both",
  );
});

test('a run that counts only requests ends within an hour as well', () => {
  expect(resolveOptions({ url: 'http://localhost/', requests: 5 }).seconds).toBe(3_600);
});

test('what to trust is asked for with https, and refused without', () => {
  const tls = { ca: 'a certificate', serverName: 'shop.example' };
  expect(() => resolveOptions({ url: 'https://localhost/', seconds: 1 })).toThrow(
    "load: 1 problem\n  'tls' (missing) must be given with an https:// URL, and with no other; say what to trust",
  );
  expect(() => resolveOptions({ url: 'http://localhost/', seconds: 1, tls })).toThrow(
    "  'tls' (given) must be given with an https:// URL, and with no other; leave it out",
  );
  expect(resolveOptions({ url: 'https://localhost/', seconds: 1, tls }).tls).toEqual(tls);
});

test.each([
  [{ seconds: 3_601 }, 'seconds'],
  [{ seconds: 0 }, 'seconds'],
  [{ seconds: Infinity }, 'seconds'],
  [{ requests: 0 }, 'requests'],
  [{ seconds: 1, connections: 1_025 }, 'connections'],
  [{ seconds: 1, rate: 0 }, 'rate'],
  [{ seconds: 1, headers: { 'X-A': 'b\r\nHost: c' } }, 'headers.X-A'],
])('refuses %j', (options, field) => {
  expect(() => resolveOptions({ url: 'http://localhost/', ...options })).toThrow(`  '${field}' (`);
});
