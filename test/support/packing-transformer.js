// A package of many small modules as one: Jest would look up, wrap and keep each for every test file.
const { readFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
const { buildSync, version } = require('esbuild');

const ownSource = readFileSync(__filename);

module.exports = {
  process: (_, path) => ({
    code: buildSync({
      entryPoints: [path],
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      write: false,
    }).outputFiles[0].text,
  }),
  getCacheKey: (source, path) =>
    createHash('sha256')
      .update(version)
      .update(ownSource)
      .update(path)
      .update(source)
      .digest('hex'),
};
