// Jest's environment for Node.js, with two costs taken out that grow with the number of test files:
// every file would load the heavy modules anew, and would leave an async context behind.
const { AsyncLocalStorage } = require('node:async_hooks');
const { readFileSync } = require('node:fs');
const { TestEnvironment } = require('jest-environment-node');
const { process: transform } = require('./esbuild-transformer');
const { LOAD_SHARED } = require('./shared-module-transformer');

// Those of the project itself are TypeScript.
require.extensions['.ts'] = (module, path) =>
  module._compile(transform(readFileSync(path, 'utf8'), path).code, path);

// The AWS CDK reads it when it is loaded, which is outside of the tests; see setup.ts.
process.env['CDK_CONTEXT_JSON'] = JSON.stringify({ 'aws:cdk:bundling-stacks': [] });

// Jest opens a storage for each test file and closes none. Before Node.js 24, each open one is looked at
// whenever a promise is made, in every file that follows.
const opened = new Set();
const run = Object.getOwnPropertyDescriptor(AsyncLocalStorage.prototype, 'run').value;
AsyncLocalStorage.prototype.run = function (...args) {
  opened.add(this);
  return run.apply(this, args);
};

module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global[LOAD_SHARED] = require;
  }

  async teardown() {
    await super.teardown();
    for (const storage of opened) storage.disable();
    opened.clear();
  }
};
