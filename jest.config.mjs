const transform = {
  '^.+\\.(t|j|mj)s$': [
    '@swc/jest',
    { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
  ],
};

/** Packages that ship only ES modules, which Jest cannot require below Node 24.9. */
const esmOnly = ['@kubernetes/client-node', 'jose', 'openid-client', 'oauth4webapi'];

const shared = {
  testEnvironment: 'node',
  transform,
  // As tsx does: where a name exists as .ts and as .mjs, the import means the .ts.
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

/** Tests that start processes or wait for a cluster, on machines that may be busy. */
const slow = { setupFilesAfterEnv: ['<rootDir>/test/support/slow-tests.ts'] };

const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch: testMatch.map((pattern) => `<rootDir>/${pattern}`),
  ...shared,
  ...more,
});

export default {
  projects: [
    project('unit', ['**/*.test.ts'], {
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/', '<rootDir>/test/'],
    }),
    project('provider', ['test/provider/**/*.test.ts'], slow),
    project('program', ['test/program/**/*.test.ts'], slow),
    project('integration', ['test/integration/**/*.test.ts'], slow),
    project('e2e', ['test/e2e/**/*.test.ts'], slow),
  ],
};
