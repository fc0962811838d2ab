import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerServiceException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { fail, ok, type Result } from '../../shared/result';
import type { SecretStage } from '../../shared/secrets';

/** Secrets Manager with reading and writing. A fault is the short name of what went wrong. */
export interface SecretVault {
  /**
   * `undefined`: no such secret, or one without a value.
   *
   * @param stage by default the value in use
   */
  readonly read: (name: string, stage?: SecretStage) => Promise<Result<string | undefined, string>>;
  /** Makes `value` the current version; Secrets Manager keeps the one before. */
  readonly write: (name: string, value: string) => Promise<Result<void, string>>;
}

export const createSecretVault = (client: SecretsManagerClient): SecretVault => ({
  read: async (name, stage) => {
    try {
      const { SecretString } = await client.send(
        new GetSecretValueCommand({ SecretId: name, ...(stage && { VersionStage: stage }) }),
      );
      return ok(SecretString);
    } catch (error) {
      return error instanceof ResourceNotFoundException ? ok(undefined) : fail(nameOfFault(error));
    }
  },
  write: async (name, value) => {
    try {
      await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
      return ok(undefined);
    } catch (error) {
      return fail(nameOfFault(error));
    }
  },
});

/** The name only: the text of a validation error may quote the value that it refuses. */
export const nameOfFault = (error: unknown): string => {
  if (error instanceof SecretsManagerServiceException) return error.name;
  return error instanceof Error && /^\w{1,40}$/.test(error.name) ? error.name : 'unknown error';
};
