// Jest loads every module anew for every test file. These keep nothing between tests that one could tell
// from another, and take their time to load: each is loaded once a worker, outside of the tests.
const LOAD_SHARED = Symbol.for('load a module once a worker');

module.exports = {
  LOAD_SHARED,
  process: (_, path) => ({
    code: `module.exports = globalThis[Symbol.for(${JSON.stringify(LOAD_SHARED.description)})](${JSON.stringify(path)});`,
  }),
  getCacheKey: (_, path) => `shared 2 ${path}`,
};
