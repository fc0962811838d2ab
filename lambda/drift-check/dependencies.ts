import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createManagementApi } from '../auth0-connection/adapters/management-api';
import { readGatewayKeys } from '../auth0-management/adapters/credentials';
import {
  createSession,
  MAX_ANSWER_BYTES,
  type SessionDependencies,
} from '../auth0-management/adapters/session';
import { createSecretVault } from '../auth0-management/adapters/secrets';
import { createActionCode } from '../auth0-phone-provider/adapters/action-code';
import { createPhoneApis } from '../auth0-phone-provider/adapters/phone-apis';
import { type Auth0SmsConnectionProperties, secretNames } from '../contract';
import { createHttpClient } from '../shared/http';
import { hmacSha256Hex, sha256Hex } from '../shared/sha256';
import type { DriftWorld } from './core/check-drift';

/** The world around one check, which tests and commands replace. */
export interface DriftSurroundings extends SessionDependencies, Pick<DriftWorld, 'readCode'> {}

/** The same for the function, which writes a log. */
export interface DriftDependencies extends DriftSurroundings {
  readonly writeLine: (line: string) => void;
}

/**
 * The real world, inside Lambda.
 *
 * @param folder where the function's code lies, and that of the Actions beside it
 */
export const runtimeDependencies = (folder: URL): DriftDependencies => ({
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
  readCode: createActionCode(folder),
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
  surroundings: DriftSurroundings,
  { properties: { domain, environment }, remainingMs, retry }: DriftSetup,
): DriftWorld => {
  const { vault, readCode } = surroundings;
  const names = secretNames(environment);
  const { caller } = createSession(surroundings, {
    domain,
    secretName: names.auth0Management,
    remainingMs,
    retry,
  });
  return {
    api: createManagementApi(caller),
    phone: createPhoneApis(caller),
    readGatewayKeys: () => readGatewayKeys(vault, names.gatewayToken),
    readCode,
    hashes: { sha256: sha256Hex, hmac: hmacSha256Hex },
  };
};
