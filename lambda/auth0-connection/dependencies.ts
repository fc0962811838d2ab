import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AUTH0_CONNECTION_ENVIRONMENT } from '../contract';
import { createHttpClient, type HttpClient } from '../shared/http';
import { createAccessToken } from '../auth0-management/adapters/access-token';
import {
  readGatewayKey,
  readManagementCredentials,
  readPendingGatewayKey,
} from '../auth0-management/adapters/credentials';
import { createManagementApi } from './adapters/management-api';
import { createManagementCaller } from '../auth0-management/adapters/management-caller';
import { createPersistentSender } from '../auth0-management/adapters/persistent-sender';
import { createScrubber } from '../auth0-management/adapters/scrub';
import { createSecretVault, type SecretVault } from '../auth0-management/adapters/secrets';
import { createPatience } from '../auth0-management/core/patience';
import type { RegistrationWorld } from './core/ports';
import { RegistrationError } from '../auth0-management/core/registration-error';

/** A tenant with a few thousand applications answers with more than the gateway ever sees. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

export interface SecretNames {
  readonly backup: string;
  readonly management: string;
  readonly gatewayToken: string;
}

/** The world as the registration sees it; tests bring their own. */
export interface ConnectionDependencies {
  /** Asked per event, so that a missing name becomes the reason of a failure and not of a crash. */
  readonly secretNames: () => SecretNames;
  readonly vault: SecretVault;
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
): ConnectionDependencies => ({
  secretNames: () => {
    const required = (key: keyof typeof AUTH0_CONNECTION_ENVIRONMENT): string => {
      const variable = AUTH0_CONNECTION_ENVIRONMENT[key];
      const value = env[variable];
      if (value) return value;
      throw new RegistrationError(`The function lacks its environment variable ${variable}`);
    };
    return {
      backup: required('backupSecret'),
      management: required('managementSecret'),
      gatewayToken: required('gatewayTokenSecret'),
    };
  },
  vault: createSecretVault(
    new SecretsManagerClient({
      requestHandler: {
        connectionTimeout: 2_000,
        requestTimeout: 5_000,
        // Without it the SDK only warns when the time is over.
        throwOnRequestTimeout: true,
      },
    }),
  ),
  http: createHttpClient({ maxAnswerBytes: MAX_ANSWER_BYTES }),
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
  writeLine: (line) => process.stdout.write(`${line}\n`),
});

export interface RegistrationSetup {
  /** The tenant that this event is about. */
  readonly domain: string;
  /** What an operator does when the cause of a failure is gone, e.g. `deploy again`. */
  readonly retry: string;
  /** Until Lambda ends the function, in milliseconds. */
  readonly remainingMs: () => number;
}

/** Puts together what one event needs. Nothing is read or called yet. */
export const createRegistration = (
  { secretNames, vault, http, now, sleep, random }: ConnectionDependencies,
  { domain, retry, remainingMs }: RegistrationSetup,
): { readonly world: RegistrationWorld; readonly calls: () => number } => {
  const names = secretNames();
  const scrubber = createScrubber();
  const context = { domain, secretName: names.management, scrubber, retry };
  const patience = createPatience({ remainingMs, sleep, random });
  const sender = createPersistentSender({ http, patience, now });
  const accessToken = createAccessToken({
    sender,
    readCredentials: () => readManagementCredentials(vault, context),
    context,
  });
  const world: RegistrationWorld = {
    api: createManagementApi(createManagementCaller({ sender, accessToken, context })),
    backup: {
      name: names.backup,
      load: () => vault.read(names.backup),
      save: (text) => vault.write(names.backup, text),
    },
    readGatewayKeys: async () => {
      const [current, pending] = await Promise.all([
        readGatewayKey(vault, names.gatewayToken),
        readPendingGatewayKey(vault, names.gatewayToken),
      ]);
      scrubber.hide(current);
      if (pending !== undefined) scrubber.hide(pending);
      // After a rotation the label stays on the version in use.
      return { current, next: pending === current ? undefined : pending };
    },
    patience,
  };
  return { world, calls: sender.calls };
};
