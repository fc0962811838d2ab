// Jest loads every module anew for every test file. These packages keep nothing between tests, and take
// seconds to load and to become fast: each is loaded once a worker, outside of the tests.
const LOAD_SHARED = Symbol.for('load a package once a worker');

module.exports = {
  LOAD_SHARED,
  process: (_, path) => ({
    code: `module.exports = globalThis[Symbol.for(${JSON.stringify(LOAD_SHARED.description)})](${JSON.stringify(path)});`,
  }),
  getCacheKey: (_, path) => `shared 1 ${path}`,
};
