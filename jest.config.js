/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/aws/'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/bench/'],
  clearMocks: true,
  coverageProvider: 'v8',
  transform: { '^.+\\.[jt]s$': '<rootDir>/test/support/esbuild-transformer.js' },
  // jose and valibot's schema writer are ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(jose|@valibot)/)'],
  setupFiles: ['<rootDir>/test/support/setup.ts'],
};
