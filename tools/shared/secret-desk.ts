import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { fail, ok, type Result } from '../../lambda/shared/result';
import type { SecretStage } from '../../lambda/shared/secrets';
import { readAwsFault, type AwsFault } from './aws-faults';

/** What is known of a secret. */
export type SecretState =
  /** No such secret: the stack that makes it is not deployed yet. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'filled'; readonly value: string }
  /** Somebody deleted it, and AWS keeps it a while. */
  | { readonly kind: 'being-deleted' };

/** Secrets Manager as the commands use it. */
export interface SecretDesk {
  /** @param stage by default the value in use; a stage that no value has is `empty` */
  readonly look: (name: string, stage?: SecretStage) => Promise<Result<SecretState, AwsFault>>;
  /** `missing`: there is no such secret to put it into. */
  readonly put: (name: string, value: string) => Promise<Result<'stored' | 'missing', AwsFault>>;
  readonly create: (
    name: string,
    value: string,
    description: string,
  ) => Promise<Result<void, AwsFault>>;
  /** At once and for good. */
  readonly remove: (name: string) => Promise<Result<void, AwsFault>>;
}

export const createSecretDesk = (client: SecretsManagerClient): SecretDesk => ({
  look: async (name, stage) => {
    try {
      const { SecretString = '' } = await client.send(
        new GetSecretValueCommand({ SecretId: name, ...(stage && { VersionStage: stage }) }),
      );
      return ok(SecretString === '' ? { kind: 'empty' } : { kind: 'filled', value: SecretString });
    } catch (error) {
      if (error instanceof InvalidRequestException) return ok({ kind: 'being-deleted' });
      // The same error says that there is no secret, or that it has no value yet.
      return error instanceof ResourceNotFoundException
        ? tellMissingFromEmpty(client, name)
        : fail(readAwsFault(error, 'secretsmanager:GetSecretValue'));
    }
  },
  put: async (name, value) => {
    try {
      await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
      return ok('stored');
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return ok('missing');
      return fail(readAwsFault(error, 'secretsmanager:PutSecretValue'));
    }
  },
  create: async (name, value, description) => {
    try {
      await client.send(
        new CreateSecretCommand({ Name: name, SecretString: value, Description: description }),
      );
      return ok(undefined);
    } catch (error) {
      return fail(readAwsFault(error, 'secretsmanager:CreateSecret'));
    }
  },
  remove: async (name) => {
    try {
      await client.send(
        new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }),
      );
      return ok(undefined);
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return ok(undefined);
      return fail(readAwsFault(error, 'secretsmanager:DeleteSecret'));
    }
  },
});

const tellMissingFromEmpty = async (
  client: SecretsManagerClient,
  name: string,
): Promise<Result<SecretState, AwsFault>> => {
  try {
    const { DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId: name }));
    return ok({ kind: DeletedDate === undefined ? 'empty' : 'being-deleted' });
  } catch (error) {
    return error instanceof ResourceNotFoundException
      ? ok({ kind: 'missing' })
      : fail(readAwsFault(error, 'secretsmanager:DescribeSecret'));
  }
};
