import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import type {
  Auth0ConnectionSettings,
  DeliveryConfig,
  Integration,
  MfaMethod,
  OnDelete,
  ProviderSettings,
  RouteConfig,
  TextConfig,
} from '../lambda/contract';
import { dayOf } from './environment/days';
import { type EnvironmentFault, formatPath } from './environment/faults';
import { findingsIn, parseSettings } from './environment/findings';
import { findJsonFaults } from './environment/json-text';
import { environmentFileSchema, environmentNameSchema } from './environment/schema';
import type { SendLimitsSection } from './environment/send-limits-schema';
import { allowedBy } from './environment/shape';
import { sharedTenantFaults } from './environment/shared-tenant';

export { type EnvironmentFault, formatFaults } from './environment/faults';

/** A route as the file has it, with what only synth reads. */
export interface Route extends RouteConfig {
  /** Countries for which the operator says that senders are registered. */
  readonly registered?: readonly string[];
}

/** One environment file, validated, with every default filled in. */
export interface Environment {
  /** The file's name without `.json`. */
  readonly name: string;
  /** Whether people sign in through it. */
  readonly production: boolean;
  readonly account: string;
  readonly region: string;
  readonly auth0: {
    readonly domain: string;
    readonly integration: Integration;
    readonly phoneProvider: {
      /** Whether what cannot be put back may be replaced. */
      readonly replaceExisting: boolean;
    };
    readonly mfa: {
      /** @default - the second factor is left as it is */
      readonly methods?: readonly MfaMethod[];
    };
    readonly connection: Auth0ConnectionSettings;
    readonly onDelete: OnDelete;
    /** Whether the tenant is compared with what was registered, once a day. */
    readonly driftCheck: boolean;
    /** How often the key of the gateway token gets a new value. */
    readonly rotation: false | { readonly everyDays: number };
    /** Any change of it makes a deployment write the registration anew. */
    readonly revision: number;
  };
  readonly providers: Readonly<Record<string, ProviderSettings>>;
  readonly routes: readonly Route[];
  readonly delivery: DeliveryConfig;
  /** `expires` is the last day, in UTC. */
  readonly testNumbers: readonly { readonly number: string; readonly expires: string }[];
  readonly text: TextConfig;
  readonly sendLimits: SendLimitsSection;
  readonly api: {
    readonly throttle: { readonly requestsPerSecond: number; readonly burstRequests: number };
  };
  readonly network: { readonly allowedCidrs?: readonly string[] };
  readonly logs: { readonly retentionDays: number };
  readonly alarms: { readonly email?: string | undefined };
  readonly removalPolicy: 'retain' | 'destroy';
}

/** All environments of a folder, or all that is wrong with them. */
export type LoadedEnvironments =
  | { readonly ok: true; readonly value: readonly Environment[] }
  | { readonly ok: false; readonly error: readonly EnvironmentFault[] };

/**
 * Reads every `<name>.json` of a folder; `.schema.json` and other files are none of ours. Faults of
 * all files are reported together, so that one run of `cdk synth` shows everything there is to mend.
 *
 * @param today as `2027-01-31`, by which days in a file are judged
 */
export const loadEnvironments = (folder: string, today = dayOf(Date.now())): LoadedEnvironments => {
  const listing = listFiles(folder);
  if (!listing.ok) return listing;
  const files = listing.value.map((file) => readEnvironmentFile(folder, file, today));
  const faults = [...files.flatMap((file) => file.faults), ...sharedTenantFaults(files)];
  return faults.length > 0
    ? { ok: false, error: faults }
    : { ok: true, value: files.map(({ name, content }) => toEnvironment(name, content)) };
};

interface EnvironmentFile {
  readonly name: string;
  readonly path: string;
  /** The parsed JSON, as the file has it. */
  readonly content: unknown;
  readonly faults: readonly EnvironmentFault[];
}

const listFiles = (
  folder: string,
): { ok: true; value: readonly string[] } | { ok: false; error: readonly EnvironmentFault[] } => {
  const refuse = (problem: string) => {
    const allowed = 'a folder with at least one environment file, such as dev.json';
    return { ok: false, error: [{ file: folder, path: '', problem, allowed }] } as const;
  };
  try {
    const files = readdirSync(folder)
      .filter((file) => file.endsWith('.json') && !file.endsWith('.schema.json'))
      .sort();
    return files.length === 0 ? refuse('holds no environment file') : { ok: true, value: files };
  } catch (error) {
    return refuse(`cannot be read (${errorCode(error)})`);
  }
};

const readEnvironmentFile = (folder: string, file: string, today: string): EnvironmentFile => {
  const path = join(folder, file);
  const name = basename(file, '.json');
  const nameFaults = v.is(environmentNameSchema, name)
    ? []
    : [
        {
          file: path,
          path: '',
          problem: 'has a name that cannot be used',
          allowed: allowedBy(environmentNameSchema),
        },
      ];
  const unread = (faults: readonly EnvironmentFault[]): EnvironmentFile => ({
    name,
    path,
    content: undefined,
    faults: [...nameFaults, ...faults],
  });
  let text: string;
  try {
    // Some editors put a byte order mark in front, which JSON.parse refuses.
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const problem = `cannot be read (${errorCode(error)})`;
    return unread([{ file: path, path: '', problem, allowed: 'a readable file' }]);
  }
  const jsonFaults = findJsonFaults(text);
  if (jsonFaults.length > 0) return unread(jsonFaults.map((fault) => ({ file: path, ...fault })));
  const content: unknown = JSON.parse(text);
  const findings = findingsIn(name, content, today).map((finding) => ({
    file: path,
    ...finding,
    path: formatPath(finding.path),
  }));
  return { name, path, content, faults: [...nameFaults, ...findings] };
};

const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error
    ? String(error.code)
    : 'unknown error';

/** Fills in the defaults of a file in which nothing was found wrong. */
const toEnvironment = (name: string, content: unknown): Environment => {
  const { $schema: _, ...file } = v.parse(environmentFileSchema, content);
  const providers = Object.fromEntries(
    Object.entries(file.providers).map(([key, provider]) => [key, parseSettings(provider)]),
  );
  const { budgetSeconds, attemptTimeoutSeconds, onlyTo } = file.delivery;
  return {
    ...file,
    name,
    providers,
    testNumbers: file.testNumbers ?? [],
    routes: file.routes ?? [{ countries: '*', providers: Object.keys(providers) }],
    delivery: {
      budgetSeconds,
      // A budget below the default of one attempt needs no second setting.
      attemptTimeoutSeconds: Math.min(attemptTimeoutSeconds, budgetSeconds),
      ...(onlyTo && { onlyTo }),
    },
  };
};
