/** Tables of every fault of every call take minutes: `npm run test:exhaustive` runs those, and those alone. */
const exhaustive = process.env.EXHAUSTIVE === '1';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: [`<rootDir>/test/**/*${exhaustive ? '.exhaustive' : ''}.test.ts`],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/aws/',
    ...(exhaustive ? [] : [String.raw`\.exhaustive\.test\.ts$`]),
  ],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/bench/'],
  // Jest leaves a core idle by default; on two that is half of them.
  maxWorkers: '100%',
  // What is to be quick is measured; anything else may take its time on a busy machine.
  testTimeout: 20_000,
  clearMocks: true,
  coverageProvider: 'v8',
  transform: { '^.+\\.[jt]s$': '<rootDir>/test/support/esbuild-transformer.js' },
  // jose and valibot's schema writer are ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(jose|@valibot)/)'],
  setupFiles: ['<rootDir>/test/support/setup.ts'],
};
