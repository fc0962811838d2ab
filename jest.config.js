/** Tables of every fault of every call take minutes: `npm run test:exhaustive` runs those, and those alone. */
const exhaustive = process.env.EXHAUSTIVE === '1';

/** Heavy packages without state of their own, loaded once a worker: shared-module-transformer.js says how. */
const SHARED = 'aws-cdk-lib|cdk-nag|constructs|@valibot|esbuild|fast-check|jose|valibot';
const LOADED_ONCE_A_WORKER = [
  `/node_modules/(${SHARED})/.+js$`,
  // A key pair takes as long to make as many a test file to run.
  String.raw`/(local/tenant/signing-keys|test/support/rsa-keys)\.ts$`,
].join('|');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/support/environment-with-shared-modules.js',
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
  transform: {
    [LOADED_ONCE_A_WORKER]: '<rootDir>/test/support/shared-module-transformer.js',
    [String.raw`/node_modules/libphonenumber-js/\w+/index\.cjs$`]:
      '<rootDir>/test/support/packing-transformer.js',
    [String.raw`\.[jt]s$`]: '<rootDir>/test/support/esbuild-transformer.js',
  },
  transformIgnorePatterns: [`/node_modules/(?!(${SHARED}|libphonenumber-js)/)`],
  setupFiles: ['<rootDir>/test/support/setup.ts'],
};
