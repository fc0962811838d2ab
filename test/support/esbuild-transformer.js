// Jest's transform: TypeScript and ES modules to CommonJS by esbuild, which ships the Lambdas too.
// `jest.mock` is not hoisted by it, on purpose: tests pass fakes in, they do not patch modules.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync, version } = require('esbuild');

const ownSource = readFileSync(__filename);

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
  getCacheKey: (source, path) =>
    createHash('sha256')
      .update(version)
      .update(ownSource)
      .update(path)
      .update(source)
      .digest('hex'),
};
