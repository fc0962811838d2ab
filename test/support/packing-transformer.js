// A package of many small modules as one: Jest would look up, wrap and keep each for every test file.
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { buildSync } = require('esbuild');
const { cacheKeyOf } = require('./transform-cache-key');

module.exports = {
  process: (_, entry) => ({
    code: buildSync({
      entryPoints: [entry],
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      write: false,
    }).outputFiles[0].text,
  }),
  // Another version of the package may have the same entry.
  getCacheKey: cacheKeyOf(__filename, (entry) =>
    readFileSync(path.join(entry, '../../package.json')),
  ),
};
