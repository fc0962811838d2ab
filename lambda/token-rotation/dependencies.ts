import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createAccessToken } from '../auth0-management/adapters/access-token';
import { readManagementCredentials } from '../auth0-management/adapters/credentials';
import { createManagementCaller } from '../auth0-management/adapters/management-caller';
import { createPersistentSender } from '../auth0-management/adapters/persistent-sender';
import { createScrubber } from '../auth0-management/adapters/scrub';
import { createSecretVault } from '../auth0-management/adapters/secrets';
import { createPatience, type Patience } from '../auth0-management/core/patience';
import { RegistrationError } from '../auth0-management/core/registration-error';
import {
  gatewayTokenClaims,
  KEY_PLACES,
  type KeyPlace,
  secretNames,
  TOKEN_ROTATION_ENVIRONMENT,
} from '../contract';
import { createHttpClient, type HttpClient } from '../shared/http';
import { createActionKey } from './adapters/action-key';
import { createConnectionKey } from './adapters/connection-key';
import { createGatewayAsker } from './adapters/gateway-asker';
import { createSecretVersions } from './adapters/secret-versions';
import type { KeyHolder, RotationWorld } from './core/ports';

/** A connection with many options is longer than what a provider answers. */
const MAX_ANSWER_BYTES = 2 ** 20;
/** For writing the key, in milliseconds: see KEY_WRITE_SETTLES_MS in lambda/contract.ts. */
const WRITE_LIMIT_MS = 5_000;

/** What the function is told by its environment. */
export interface RotationSettings {
  readonly environment: string;
  readonly domain: string;
  /** Every place that has the key. */
  readonly keyPlaces: readonly KeyPlace[];
  readonly connectionId: string;
  readonly owner: string;
  readonly gatewayUrl: string;
  readonly codeLifetimeSeconds: number;
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
      keyPlaces: readPlaces(required('keyPlaces')),
      connectionId: required('connectionId'),
      owner: required('owner'),
      gatewayUrl: required('gatewayUrl'),
      codeLifetimeSeconds: Number(required('codeLifetimeSeconds')),
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

const readPlaces = (text: string): readonly KeyPlace[] => {
  const places = text.split(',');
  const known = KEY_PLACES.filter((place) => places.includes(place));
  if (known.length === places.length) return known;
  throw new RegistrationError(
    `The function's environment variable ${TOKEN_ROTATION_ENVIRONMENT.keyPlaces} names a place it does not know`,
  );
};

/** Puts together what one step needs. Nothing is read or called yet. */
export const createRotationWorld = (
  { client, http, now, sleep, random }: RotationDependencies,
  settings: RotationSettings,
  remainingMs: () => number,
): { readonly world: RotationWorld; readonly calls: () => number } => {
  const { environment, domain, keyPlaces, connectionId, owner, gatewayUrl } = settings;
  const names = secretNames(environment);
  const claims = gatewayTokenClaims(environment);
  const signing = { url: gatewayUrl, ...claims };
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
  const shared = {
    signing,
    reader: createManagementCaller({ sender, accessToken, context }),
    writer: createManagementCaller({ sender: hurried, accessToken, context }),
    patience,
    retry,
  };
  const holderOf = (place: KeyPlace): KeyHolder =>
    place === 'connection'
      ? createConnectionKey({ ...shared, connectionId })
      : createActionKey({
          ...shared,
          trigger: place,
          owner,
          settings: {
            gatewayUrl,
            ...claims,
            codeLifetimeSeconds: settings.codeLifetimeSeconds,
          },
        });
  return {
    world: {
      keys: createSecretVersions({
        client,
        secretName: names.gatewayToken,
        hide: scrubber.hide,
      }),
      holders: keyPlaces.map(holderOf),
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
