// Jest's transform: TypeScript and ES modules to CommonJS by esbuild, which ships the Lambdas too.
// `jest.mock` is not hoisted by it, on purpose: tests pass fakes in, they do not patch modules.
const { transformSync } = require('esbuild');
const { cacheKeyOf } = require('./transform-cache-key');

module.exports = {
  process: (source, path) => ({
    code: transformSync(source, {
      loader: path.endsWith('.ts') ? 'ts' : 'js',
      format: 'cjs',
      target: 'node20',
      sourcefile: path,
      sourcemap: 'inline',
    }).code,
  }),
  getCacheKey: cacheKeyOf(__filename),
};
