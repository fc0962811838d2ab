import {
  DescribeSecretCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CommandFailure } from '../cli/failure';
import { readAwsFault } from '../shared/aws-faults';
import { failureOf } from '../shared/identity';

/** What is known of a secret that rotates. */
export interface RotatingSecret {
  readonly rotates: boolean;
  /** Version ids by label. */
  readonly labels: ReadonlyMap<string, string>;
}

/** One secret and its rotation, as the command asks for it. Everything throws a {@link CommandFailure}. */
export interface SecretRotation {
  readonly look: () => Promise<RotatingSecret>;
  /** Resolves to the version to be; `undefined` while one that began earlier is not finished. */
  readonly start: () => Promise<string | undefined>;
  /** Takes the label AWSPREVIOUS off, so that the key before is accepted no longer. */
  readonly revokePrevious: (id: string) => Promise<void>;
}

export const createSecretRotation = (
  client: SecretsManagerClient,
  SecretId: string,
): SecretRotation => {
  const attempt = async <T>(action: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ResourceNotFoundException) {
        throw new CommandFailure(
          `There is no secret ${SecretId}`,
          'deploy the environment first, then try again',
        );
      }
      throw failureOf(readAwsFault(error, `secretsmanager:${action}`));
    }
  };
  return {
    look: () =>
      attempt('DescribeSecret', async () => {
        const {
          RotationEnabled = false,
          RotationLambdaARN,
          VersionIdsToStages = {},
        } = await client.send(new DescribeSecretCommand({ SecretId }));
        return {
          rotates: RotationEnabled && RotationLambdaARN !== undefined,
          labels: new Map(
            Object.entries(VersionIdsToStages).flatMap(([id, stages]) =>
              stages.map((stage) => [stage, id] as const),
            ),
          ),
        };
      }),
    start: () =>
      attempt('RotateSecret', async () => {
        try {
          const { VersionId } = await client.send(new RotateSecretCommand({ SecretId }));
          return VersionId;
        } catch (error) {
          // "A previous rotation isn't complete. That rotation will be reattempted."
          if (error instanceof InvalidRequestException) return undefined;
          throw error;
        }
      }),
    revokePrevious: (id) =>
      attempt('UpdateSecretVersionStage', async () => {
        await client.send(
          new UpdateSecretVersionStageCommand({
            SecretId,
            VersionStage: 'AWSPREVIOUS',
            RemoveFromVersionId: id,
          }),
        );
      }),
  };
};
