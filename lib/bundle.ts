import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, type Metafile, buildSync } from 'esbuild';
import {
  actionFile,
  GATEWAY_CONFIG_FILE,
  PHONE_ACTION_OWNER,
  PHONE_ACTION_SECRETS,
  type GatewayConfig,
} from '../lambda/contract';

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

type PhoneActions = Readonly<Record<string, string>>;

/** More than one function of an environment lies beside them, and all have to have the same. */
const madeActions = new Map<string, PhoneActions>();

/** The code of our Actions by the file that the function behind `Custom::Auth0PhoneProvider` reads it from. */
export const phoneActions = (owner: string): PhoneActions => {
  const actions = madeActions.get(owner) ?? {
    [actionFile('custom-phone-provider')]: bundlePhoneAction(owner),
    [actionFile('send-phone-message')]: bundleSendPhoneMessageAction(owner),
  };
  madeActions.set(owner, actions);
  return actions;
};

/** Writes the function behind `Custom::Auth0PhoneProvider` as `index.mjs`, and beside it our Actions. */
export const bundleAuth0PhoneProvider = (actions: PhoneActions, outdir: string): Metafile =>
  bundleBesideActions('auth0-phone-provider', actions, outdir);

/** Writes the function that looks for drift in the tenant as `index.mjs`, and beside it our Actions. */
export const bundleDriftCheck = (actions: PhoneActions, outdir: string): Metafile =>
  bundleBesideActions('drift-check', actions, outdir);

const bundleBesideActions = (name: string, actions: PhoneActions, outdir: string): Metafile => {
  const entry = [
    `import { start } from './lambda/${name}/handler';`,
    'export const handler = start(import.meta.url);',
  ].join('\n');
  const metafile = bundle({ stdin: moduleOf(entry) }, outdir);
  for (const [file, code] of Object.entries(actions)) writeFileSync(join(outdir, file), code);
  return metafile;
};

/** Writes the function that rotates the gateway token as `index.mjs`. */
export const bundleTokenRotation = (outdir: string): Metafile =>
  bundle({ entryPoints: ['./lambda/token-rotation/handler.ts'] }, outdir);

/**
 * The Auth0 Action of the tenant's phone provider, as Auth0 takes it: one CommonJS file for node22 that
 * needs nothing but Node.js, laid out for a person who reads it in Auth0's editor.
 *
 * @param owner whose Action it is; stands on a line of its own ({@link PHONE_ACTION_OWNER})
 */
export const bundlePhoneAction = (owner: string): string =>
  bundleAction(owner, 'index', 'onExecuteCustomPhoneProvider');

/** The same for the trigger send-phone-message: codes of multi-factor authentication on older tenants. */
export const bundleSendPhoneMessageAction = (owner: string): string =>
  bundleAction(owner, 'send-phone-message', 'onExecuteSendPhoneMessage');

const bundleAction = (owner: string, module: string, handler: string): string => {
  if (/[\r\n\u2028\u2029]/.test(owner)) throw new Error('an owner is one line');
  const header = [
    'Takes the phone messages of this tenant to the SMS gateway in your own AWS account.',
    'Managed by its CDK app, whose next deployment overwrites what is changed here.',
    `Secrets: ${Object.values(PHONE_ACTION_SECRETS).join(', ')}.`,
    `${PHONE_ACTION_OWNER}${owner}`,
  ];
  const { outputFiles } = buildSync({
    ...OPTIONS,
    stdin: moduleOf(
      [
        `import { ${handler} } from './lambda/phone-action/${module}';`,
        // To the letter as Auth0 documents it.
        `exports.${handler} = ${handler};`,
      ].join('\n'),
    ),
    logOverride: { 'commonjs-variable-in-esm': 'silent' },
    format: 'cjs',
    target: 'node22',
    minifyWhitespace: false,
    minifySyntax: false,
    banner: { js: header.map((line) => `// ${line}`).join('\n') },
  });
  const [code] = outputFiles ?? [];
  if (code === undefined) throw new Error('esbuild returned no bundle');
  return code.text;
};

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
