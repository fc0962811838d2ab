import { statSync } from 'node:fs';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import * as v from 'valibot';
import type { ProviderSettings } from '../lambda/contract';
import { bundleGateway } from '../lib/bundle';
import { sendLimitsSchema } from '../lib/environment/send-limits-schema';
import { sendLimitsConfig } from '../lib/send-limits-config';
import { CREDENTIALS, ENVIRONMENT, PROVIDER } from './fixtures';

/** `floor`: does nothing. `peer`: what others would build. `ours`: the product, as it is deployed. */
export type Role = 'floor' | 'peer' | 'ours';

/** A bundle that takes part, ready to run. */
export interface Contestant {
  readonly name: string;
  readonly role: Role;
  /** Path of the module that exports `handler`. */
  readonly bundle: string;
  readonly kilobytes: number;
  /** npm packages with code in the bundle, after tree shaking. A bundle is loaded whole. */
  readonly packages: readonly string[];
}

/** Ours (a): third-party providers only, by HTTPS. */
export const HTTPS_ONLY = 'ours: https-only';
/** Ours (b): Amazon SNS, and Twilio behind it. */
export const WITH_SNS = 'ours: with-sns';

/** The same environment with every send limit switched off, so that no message is counted. */
export const uncounted = (name: string): string => `${name}, uncounted`;

/** Bundles everybody below `outdir`, in the order of the table. */
export const bundleContestants = async (
  outdir: string,
  standIns: string,
): Promise<readonly Contestant[]> => {
  const sns = { type: 'sns', baseUrl: standIns };
  const twilio = {
    type: 'twilio',
    baseUrl: standIns,
    accountSid: CREDENTIALS.twilioAccountSid,
    messagingServiceSid: CREDENTIALS.twilioMessagingServiceSid,
  };
  return [
    await bundlePeer(outdir, 'empty'),
    await bundlePeer(outdir, 'express-gateway'),
    await bundlePeer(outdir, 'twilio-sdk'),
    await bundlePeer(outdir, 'middy-powertools'),
    ...bundleOurs(outdir, HTTPS_ONLY, { [PROVIDER.twilio]: twilio }),
    ...bundleOurs(outdir, WITH_SNS, { [PROVIDER.sns]: sns, [PROVIDER.twilio]: twilio }),
  ];
};

/** As a file has them that does not mention send limits, where every message counts in three items, and without. */
const bundleOurs = (
  outdir: string,
  name: string,
  providers: Readonly<Record<string, ProviderSettings>>,
): readonly Contestant[] => {
  const routes = [{ countries: '*' as const, providers: Object.keys(providers) }];
  const sendLimits = sendLimitsConfig(v.parse(sendLimitsSchema, {}), routes);
  const bundled = (title: string, counted: boolean): Contestant => {
    const folder = path.join(outdir, title.replaceAll(/\W+/g, '-'));
    const metafile = bundleGateway(
      {
        environment: ENVIRONMENT,
        providers,
        routes,
        ...(counted && { sendLimits }),
        delivery: { budgetSeconds: 15, attemptTimeoutSeconds: 5 },
      },
      folder,
    );
    return describe(title, 'ours', path.join(folder, 'index.mjs'), metafile);
  };
  return [bundled(name, true), bundled(uncounted(name), false)];
};

/**
 * With the settings of lib/bundle.ts, so that nobody wins by its bundler, and with shorter names than
 * ours. CommonJS, because dependencies of theirs call `require` at run time.
 */
const bundlePeer = async (outdir: string, name: string): Promise<Contestant> => {
  const bundle = path.join(outdir, name, 'index.cjs');
  const { metafile } = await build({
    entryPoints: [path.join(__dirname, 'peers', `${name}.ts`)],
    outfile: bundle,
    bundle: true,
    minify: true,
    legalComments: 'none',
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    metafile: true,
    logLevel: 'error',
  });
  return describe(name, name === 'empty' ? 'floor' : 'peer', bundle, metafile);
};

const describe = (name: string, role: Role, bundle: string, metafile: Metafile): Contestant => ({
  name,
  role,
  bundle,
  kilobytes: statSync(bundle).size / 1024,
  packages: packagesIn(metafile),
});

const packagesIn = ({ outputs }: Metafile): readonly string[] => {
  const files = Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
  return [...new Set(files.map(packageOf).filter((name) => name !== undefined))].sort();
};

/** `@scope/name` or `name`, from the innermost `node_modules` of a path. */
const packageOf = (file: string): string | undefined =>
  /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
