import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createManagementApi } from '../auth0-connection/adapters/management-api';
import { createAccessToken } from '../auth0-management/adapters/access-token';
import {
  readGatewayKeys,
  readManagementCredentials,
} from '../auth0-management/adapters/credentials';
import { createManagementCaller } from '../auth0-management/adapters/management-caller';
import { createPersistentSender } from '../auth0-management/adapters/persistent-sender';
import { createScrubber } from '../auth0-management/adapters/scrub';
import { createSecretVault, type SecretVault } from '../auth0-management/adapters/secrets';
import { createPatience } from '../auth0-management/core/patience';
import { type Auth0SmsConnectionProperties, secretNames } from '../contract';
import { createHttpClient, type HttpClient } from '../shared/http';
import type { DriftWorld } from './core/check-drift';

/** Pages of a thousand applications are longer than other answers. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** The world around the function, which tests replace. */
export interface DriftDependencies {
  readonly vault: SecretVault;
  readonly http: HttpClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly writeLine: (line: string) => void;
}

/** The real world, inside Lambda. */
export const runtimeDependencies = (): DriftDependencies => ({
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

export interface DriftSetup {
  readonly properties: Pick<Auth0SmsConnectionProperties, 'domain' | 'environment'>;
  /** Until somebody loses patience, in milliseconds. */
  readonly remainingMs: () => number;
  /** What an operator does when the cause of a failure is gone. */
  readonly retry: string;
}

/** Puts together what one check needs. Nothing is read or called yet. */
export const createDriftWorld = (
  { vault, http, now, sleep, random }: Omit<DriftDependencies, 'writeLine'>,
  { properties: { domain, environment }, remainingMs, retry }: DriftSetup,
): DriftWorld => {
  const names = secretNames(environment);
  const context = {
    domain,
    secretName: names.auth0Management,
    scrubber: createScrubber(),
    retry,
  };
  const patience = createPatience({ remainingMs, sleep, random });
  const sender = createPersistentSender({ http, patience, now });
  const accessToken = createAccessToken({
    sender,
    readCredentials: () => readManagementCredentials(vault, context),
    context,
  });
  return {
    api: createManagementApi(createManagementCaller({ sender, accessToken, context })),
    readGatewayKeys: () => readGatewayKeys(vault, names.gatewayToken),
  };
};
