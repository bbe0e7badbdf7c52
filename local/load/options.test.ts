import { resolveOptions } from './options';

test('a run without a bound is refused', () => {
  expect(() => resolveOptions({ url: 'http://localhost/' })).toThrow(
    "load: 1 problem\n  'seconds, requests' (missing) must bound every run; give --seconds, --requests or both",
  );
});

test('a run that counts only requests ends within an hour as well', () => {
  expect(resolveOptions({ url: 'http://localhost/', requests: 5 }).seconds).toBe(3_600);
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
