import { readSettings } from './settings';

const mapping = {
  v2: true,
  v2Default: true,
  v1Fallback: true,
  containers: true,
  jsonpath: true,
  arrayOps: true,
  newOps: true,
};
const nexten = { url: undefined, enabled: true };

test('V1 listens on 5062 and V2 on 5070', () => {
  expect(readSettings({ VERSION: 'v1' })).toEqual({
    service: 'supersmartmatch',
    version: 'v1',
    port: 5062,
    adminPort: 9090,
    nexten,
    mapping,
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
    service: 'supersmartmatch',
    version: 'v2',
    port: 80,
    adminPort: 0,
    nexten,
    mapping,
    drain: { minMs: 0, maxMs: 60_000 },
  });
});

test('Nexten needs no version, and listens on 5052', () => {
  expect(readSettings({ SERVICE: 'nexten' })).toMatchObject({ service: 'nexten', port: 5052 });
});

test('takes the flags as the requirements spell them', () => {
  const environment = {
    SERVICE: 'mapping-dsl',
    VERSION: 'v2',
    ENABLE_NEXTEN: 'false',
    NEXTEN_URL: 'http://127.0.0.1:5052',
    mapping_dsl_v2_array_ops: 'false',
    mapping_dsl_v1_fallback: 'false',
  };
  expect(readSettings(environment)).toMatchObject({
    service: 'mapping-dsl',
    port: 8080,
    nexten: { url: 'http://127.0.0.1:5052', enabled: false },
    mapping: { ...mapping, arrayOps: false, v1Fallback: false },
  });
});

test('names every variable that is wrong', () => {
  const environment = {
    SERVICE: 'shop',
    mapping_dsl_v2_default: 'yes',
    PORT: '',
    ADMIN_PORT: '65536',
    DRAIN_MAX_SECONDS: '1e2',
  };
  expect(() => readSettings(environment)).toThrow(
    [
      'environment: 6 problems',
      `  'SERVICE' ("shop") must be one of supersmartmatch, mapping-dsl, nexten; set SERVICE in the container's environment`,
      "  'VERSION' (missing) must be v1 or v2; set VERSION in the container's environment",
      `  'mapping_dsl_v2_default' ("yes") must be true or false; set mapping_dsl_v2_default in the container's environment`,
      `  'PORT' ("") must be a port, 0 to 65535; set PORT in the container's environment`,
      `  'ADMIN_PORT' ("65536") must be a port, 0 to 65535; set ADMIN_PORT in the container's environment`,
      `  'DRAIN_MAX_SECONDS' ("1e2") must be whole seconds, 0 to 600; set DRAIN_MAX_SECONDS in the container's environment`,
    ].join('\n'),
  );
});
