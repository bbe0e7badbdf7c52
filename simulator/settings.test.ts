import { readSettings } from './settings';

test('V1 listens on 5062 and V2 on 5070', () => {
  expect(readSettings({ VERSION: 'v1' })).toEqual({
    version: 'v1',
    port: 5062,
    adminPort: 9090,
    drain: { minMs: 3000, maxMs: 10_000 },
  });
  expect(readSettings({ VERSION: 'v2' }).port).toBe(5070);
});

test('takes what is set', () => {
  const environment = {
    VERSION: 'v2',
    PORT: '80',
    ADMIN_PORT: '0',
    DRAIN_MIN_SECONDS: '0',
    DRAIN_MAX_SECONDS: '60',
  };
  expect(readSettings(environment)).toEqual({
    version: 'v2',
    port: 80,
    adminPort: 0,
    drain: { minMs: 0, maxMs: 60_000 },
  });
});

test('names every variable that is wrong', () => {
  const environment = { PORT: '', ADMIN_PORT: '65536', DRAIN_MAX_SECONDS: '1e2' };
  expect(() => readSettings(environment)).toThrow(
    [
      'environment: 4 problems',
      "  'VERSION' (missing) must be v1 or v2; set VERSION in the container's environment",
      `  'PORT' ("") must be a port, 0 to 65535; set PORT in the container's environment`,
      `  'ADMIN_PORT' ("65536") must be a port, 0 to 65535; set ADMIN_PORT in the container's environment`,
      `  'DRAIN_MAX_SECONDS' ("1e2") must be whole seconds, 0 to 600; set DRAIN_MAX_SECONDS in the container's environment`,
    ].join('\n'),
  );
});
