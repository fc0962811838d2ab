import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createAccessToken } from '../auth0-management/adapters/access-token';
import { readManagementCredentials } from '../auth0-management/adapters/credentials';
import { createManagementCaller } from '../auth0-management/adapters/management-caller';
import { createPersistentSender } from '../auth0-management/adapters/persistent-sender';
import { createScrubber } from '../auth0-management/adapters/scrub';
import { createSecretVault } from '../auth0-management/adapters/secrets';
import { createPatience, type Patience } from '../auth0-management/core/patience';
import { RegistrationError } from '../auth0-management/core/registration-error';
import { gatewayTokenClaims, secretNames, TOKEN_ROTATION_ENVIRONMENT } from '../contract';
import { createHttpClient, type HttpClient } from '../shared/http';
import { createConnectionKey } from './adapters/connection-key';
import { createGatewayAsker } from './adapters/gateway-asker';
import { createSecretVersions } from './adapters/secret-versions';
import type { RotationWorld } from './core/ports';

/** A connection with many options is longer than what a provider answers. */
const MAX_ANSWER_BYTES = 2 ** 20;
/** For writing the key, in milliseconds: see KEY_WRITE_SETTLES_MS in lambda/contract.ts. */
const WRITE_LIMIT_MS = 5_000;

/** What the function is told by its environment. */
export interface RotationSettings {
  readonly environment: string;
  readonly domain: string;
  readonly connectionId: string;
  readonly gatewayUrl: string;
}

/** The world as the rotation sees it; tests bring their own. */
export interface RotationDependencies {
  /** Asked per event, so that a missing variable becomes a sentence and not a crash. */
  readonly settings: () => RotationSettings;
  readonly client: SecretsManagerClient;
  readonly http: HttpClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Takes one line of the log, without its line break. */
  readonly writeLine: (line: string) => void;
}

/** The real world, inside Lambda. */
export const runtimeDependencies = (
  env: Readonly<Record<string, string | undefined>>,
): RotationDependencies => ({
  settings: () => {
    const required = (key: keyof typeof TOKEN_ROTATION_ENVIRONMENT): string => {
      const variable = TOKEN_ROTATION_ENVIRONMENT[key];
      const value = env[variable];
      if (value) return value;
      throw new RegistrationError(`The function lacks its environment variable ${variable}`);
    };
    return {
      environment: required('environment'),
      domain: required('domain'),
      connectionId: required('connectionId'),
      gatewayUrl: required('gatewayUrl'),
    };
  },
  client: new SecretsManagerClient({
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: 5_000,
      // Without it the SDK only warns when the time is over.
      throwOnRequestTimeout: true,
    },
  }),
  http: createHttpClient({ maxAnswerBytes: MAX_ANSWER_BYTES }),
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
  writeLine: (line) => process.stdout.write(`${line}\n`),
});

/** Puts together what one step needs. Nothing is read or called yet. */
export const createRotationWorld = (
  { client, http, now, sleep, random }: RotationDependencies,
  settings: RotationSettings,
  remainingMs: () => number,
): { readonly world: RotationWorld; readonly calls: () => number } => {
  const { environment, domain, connectionId, gatewayUrl } = settings;
  const names = secretNames(environment);
  const signing = { url: gatewayUrl, ...gatewayTokenClaims(environment) };
  const scrubber = createScrubber();
  const retry = `run npm run rotate -- ${environment}`;
  const context = { domain, secretName: names.auth0Management, scrubber, retry };
  const patience = createPatience({ remainingMs, sleep, random });
  const sender = createPersistentSender({ http, patience, now });
  const hurried = createPersistentSender({ http, patience: onlyOnce(patience), now });
  const vault = createSecretVault(client);
  const accessToken = createAccessToken({
    sender,
    readCredentials: () => readManagementCredentials(vault, context),
    context,
  });
  return {
    world: {
      keys: createSecretVersions({
        client,
        secretName: names.gatewayToken,
        hide: scrubber.hide,
      }),
      auth0: createConnectionKey({
        connectionId,
        signing,
        reader: createManagementCaller({ sender, accessToken, context }),
        writer: createManagementCaller({ sender: hurried, accessToken, context }),
        patience,
        retry,
      }),
      askGateway: createGatewayAsker({ http, signing, now }),
      patience,
      now,
      sleep,
    },
    calls: () => sender.calls() + hurried.calls(),
  };
};

/** No second try, and a short time for the first. */
const onlyOnce = (patience: Patience): Patience => ({
  ...patience,
  timeLeftMs: () => Math.min(WRITE_LIMIT_MS, patience.timeLeftMs()),
  wait: () => Promise.resolve(false),
});
