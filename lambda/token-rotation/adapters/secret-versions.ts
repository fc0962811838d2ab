import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GATEWAY_KEY } from '../../auth0-management/adapters/credentials';
import { nameOfFault } from '../../auth0-management/adapters/secrets';
import { RegistrationError } from '../../auth0-management/core/registration-error';
import type { SecretStage } from '../../shared/secrets';
import type { KeyStore, KeyVersion } from '../core/ports';

/** As the Gateway stack generates it (lib/constructs/environment-secrets.ts). */
const KEY_LENGTH = 64;

export interface SecretVersionsOptions {
  readonly client: SecretsManagerClient;
  readonly secretName: string;
  /** Told every key that was read or made, so that none gets into a text. */
  readonly hide: (key: string) => void;
}

/**
 * The versions of one secret.
 * Source: docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export const createSecretVersions = ({
  client,
  secretName,
  hide,
}: SecretVersionsOptions): KeyStore => {
  const secret = { SecretId: secretName };

  const attempt = async <T>(action: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RegistrationError) throw error;
      throw new RegistrationError(
        `Secrets Manager refused ${action} of the secret ${secretName} (${nameOfFault(error)}): check the permissions of the rotation function on the secret and its key, then start the rotation again`,
      );
    }
  };

  /** `undefined` for a version without a value, as Secrets Manager makes one before it calls. */
  const valueOf = async (id: string): Promise<KeyVersion | undefined> => {
    try {
      const { SecretString: key = '', CreatedDate } = await client.send(
        new GetSecretValueCommand({ ...secret, VersionId: id }),
      );
      if (!GATEWAY_KEY.test(key)) return undefined;
      hide(key);
      return { id, key, createdMs: CreatedDate?.getTime() ?? 0 };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };

  const labels = async (): Promise<ReadonlyMap<string, string>> => {
    const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand(secret));
    return new Map(
      Object.entries(VersionIdsToStages).flatMap(([id, stages]) =>
        stages.map((stage) => [stage, id] as const),
      ),
    );
  };

  return {
    read: () =>
      attempt('to read the versions', async () => {
        const ids = await labels();
        const labelled = async (stage: SecretStage) => {
          const id = ids.get(stage);
          return id === undefined ? undefined : valueOf(id);
        };
        const [current, pending, previous] = await Promise.all([
          labelled('AWSCURRENT'),
          labelled('AWSPENDING'),
          labelled('AWSPREVIOUS'),
        ]);
        if (current !== undefined) return { current, pending, previous };
        throw new RegistrationError(
          `The secret ${secretName} has no key in use: it should be the 64 letters and digits that the Gateway stack generated; put them back, then start the rotation again`,
        );
      }),

    makeKey: () =>
      attempt('to make a new key', async () => {
        const { RandomPassword: key = '' } = await client.send(
          new GetRandomPasswordCommand({ PasswordLength: KEY_LENGTH, ExcludePunctuation: true }),
        );
        hide(key);
        return key;
      }),

    addPending: (id, key) =>
      attempt('to store a new version', async () => {
        try {
          await client.send(
            new PutSecretValueCommand({
              ...secret,
              ClientRequestToken: id,
              SecretString: key,
              VersionStages: ['AWSPENDING'],
            }),
          );
        } catch (error) {
          // Another run of this very rotation was faster; or the version was given up long ago.
          const there = error instanceof ResourceExistsException && (await labels());
          if (!there || there.get('AWSPENDING') !== id) throw error;
        }
      }),

    promote: (id, insteadOf) =>
      attempt('to put the new version into use', async () => {
        // AWSPENDING stays on it. Taken off, an instance of the gateway that reads the three labels
        // just then could miss the key under both.
        await client.send(
          new UpdateSecretVersionStageCommand({
            ...secret,
            VersionStage: 'AWSCURRENT',
            MoveToVersionId: id,
            RemoveFromVersionId: insteadOf,
          }),
        );
      }),
  };
};
