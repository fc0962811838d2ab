/**
 * Writes the files that are made from the schema of the environment file. Run it after a change of
 * that schema or of a provider's settings; a test fails until it was:
 *
 *     npm run docs
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentDocs } from '../lib/environment/docs';
import { environmentJsonSchema } from '../lib/environment/json-schema';

/** Every generated file by its path from the project's root, with what belongs in it. */
export const generatedFiles = (): Readonly<Record<string, string>> => ({
  'environments/environment.schema.json': `${JSON.stringify(environmentJsonSchema(), null, 2)}\n`,
  'docs/environment.md': environmentDocs(),
});

if (require.main === module) {
  for (const [file, text] of Object.entries(generatedFiles())) {
    writeFileSync(join(__dirname, '..', file), text);
    console.log(`wrote ${file}`);
  }
}
