import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AUTH0_CONNECTION_ENVIRONMENT } from '../contract';
import { createHttpClient } from '../shared/http';
import { readGatewayKeys } from '../auth0-management/adapters/credentials';
import { createSecretVault } from '../auth0-management/adapters/secrets';
import {
  createSession,
  MAX_ANSWER_BYTES,
  type SessionDependencies,
  type SessionOptions,
} from '../auth0-management/adapters/session';
import { RegistrationError } from '../auth0-management/core/registration-error';
import { createManagementApi } from './adapters/management-api';
import type { RegistrationWorld } from './core/ports';

export interface SecretNames {
  readonly backup: string;
  readonly management: string;
  readonly gatewayToken: string;
}

/** The world as the registration sees it; tests bring their own. */
export interface ConnectionDependencies extends SessionDependencies {
  /** Asked per event, so that a missing name becomes the reason of a failure and not of a crash. */
  readonly secretNames: () => SecretNames;
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

export interface RegistrationSetup extends Pick<
  SessionOptions,
  'domain' | 'retry' | 'remainingMs'
> {}

/** Puts together what one event needs. Nothing is read or called yet. */
export const createRegistration = (
  dependencies: ConnectionDependencies,
  setup: RegistrationSetup,
): { readonly world: RegistrationWorld; readonly calls: () => number } => {
  const { secretNames, vault } = dependencies;
  const names = secretNames();
  const session = createSession(dependencies, { ...setup, secretName: names.management });
  const world: RegistrationWorld = {
    api: createManagementApi(session.caller),
    backup: {
      name: names.backup,
      load: () => vault.read(names.backup),
      save: (text) => vault.write(names.backup, text),
    },
    readGatewayKeys: async () => {
      const keys = await readGatewayKeys(vault, names.gatewayToken);
      session.scrubber.hide(keys.current);
      if (keys.next !== undefined) session.scrubber.hide(keys.next);
      return keys;
    },
    patience: session.patience,
  };
  return { world, calls: session.calls };
};
