const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { version } = require('esbuild');

/**
 * When what a transformer of ours made before can be taken again: the same transformer and esbuild, the
 * same file, and what else the result depends on.
 *
 * @param transformer the file of the transformer
 * @param restOf what else goes into the result, by the path of the file
 */
exports.cacheKeyOf = (transformer, restOf = () => '') => {
  const ownSource = readFileSync(transformer);
  return (source, path) =>
    createHash('sha256')
      .update(version)
      .update(ownSource)
      .update(restOf(path))
      .update(path)
      .update(source)
      .digest('hex');
};
