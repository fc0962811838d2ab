import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, type Metafile, buildSync } from 'esbuild';
import { GATEWAY_CONFIG_FILE, type GatewayConfig } from '../lambda/contract';

const PROJECT_ROOT = join(__dirname, '..');

/**
 * One bundle for every checkout: nothing here depends on where the project lies or on the machine.
 * Identifiers keep their names, so that a stack trace reads without a source map; a source map would
 * carry paths, and with them another asset hash for every folder.
 */
const OPTIONS: BuildOptions = {
  absWorkingDir: PROJECT_ROOT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // ES modules first: they are what tree shaking can cut.
  mainFields: ['module', 'main'],
  minifyWhitespace: true,
  minifySyntax: true,
  minifyIdentifiers: false,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
  metafile: true,
  write: false,
};

/**
 * Writes the gateway function for one environment: `index.mjs`, and beside it the configuration it
 * runs by, laid out for a person who looks into the function in the Lambda console.
 *
 * @returns what went into the bundle
 */
export const bundleGateway = (config: GatewayConfig, outdir: string): Metafile => {
  const metafile = bundle({ stdin: moduleOf(gatewayEntry(config)) }, outdir);
  writeFileSync(join(outdir, GATEWAY_CONFIG_FILE), `${JSON.stringify(config, null, 2)}\n`);
  return metafile;
};

/** Writes the function behind `Custom::Auth0SmsConnection` as `index.mjs`. */
export const bundleAuth0Connection = (outdir: string): Metafile =>
  bundle({ entryPoints: ['./lambda/auth0-connection/handler.ts'] }, outdir);

/** Writes the function that looks for drift in the tenant as `index.mjs`. */
export const bundleDriftCheck = (outdir: string): Metafile =>
  bundle({ entryPoints: ['./lambda/drift-check/handler.ts'] }, outdir);

/**
 * The gateway's entry point is generated, because the environment decides which providers are in
 * it: one that only uses Twilio carries nothing of the others, and starts that much faster.
 */
export const gatewayEntry = (config: GatewayConfig): string => {
  const types = [...new Set(Object.values(config.providers).map(({ type }) => type))].toSorted();
  const imports = types.map(
    (type, n) =>
      `import { provider as provider${n} } from './lambda/gateway/adapters/providers/${type}';`,
  );
  const providers = types.map((_, n) => `[provider${n}.type]: provider${n}`);
  return [
    `import { start } from './lambda/gateway/handler';`,
    ...imports,
    `export const handler = start({ ${providers.join(', ')} }, import.meta.url);`,
    '',
  ].join('\n');
};

const moduleOf = (contents: string): BuildOptions['stdin'] => ({
  contents,
  loader: 'ts',
  resolveDir: PROJECT_ROOT,
  sourcefile: 'entry.ts',
});

const bundle = (input: Pick<BuildOptions, 'stdin' | 'entryPoints'>, outdir: string): Metafile => {
  const outfile = join(outdir, 'index.mjs');
  const { outputFiles, metafile } = buildSync({ ...OPTIONS, ...input, outfile });
  const [code] = outputFiles ?? [];
  if (code === undefined || metafile === undefined) {
    throw new Error('esbuild returned no bundle');
  }
  mkdirSync(outdir, { recursive: true });
  writeFileSync(outfile, code.contents);
  return metafile;
};
