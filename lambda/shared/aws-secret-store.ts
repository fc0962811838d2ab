import { createAwsJsonCall, type AwsJsonOptions } from './aws-json';
import { fail, ok } from './result';
import type { SecretStore } from './secrets';

/** A read that takes longer is given up; a message has seconds, not minutes. */
const READ_TIMEOUT_MS = 2_000;

/**
 * Reads Secrets Manager.
 * Protocol: docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export const createAwsSecretStore = (
  world: Pick<AwsJsonOptions, 'http' | 'region' | 'env'>,
): SecretStore => {
  const call = createAwsJsonCall({
    ...world,
    service: 'secretsmanager',
    target: 'secretsmanager',
    jsonVersion: '1.1',
    endpointVariable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
    timeoutMs: READ_TIMEOUT_MS,
  });
  return {
    read: async (name, stage = 'AWSCURRENT') => {
      const read = await call('GetSecretValue', { SecretId: name, VersionStage: stage });
      if (read.ok) {
        const { SecretString: value } = read.value;
        return typeof value === 'string' && value !== '' ? ok(value) : fail('absent');
      }
      const { error } = read;
      const absent = error.kind === 'refused' && error.error === 'ResourceNotFoundException';
      return fail(absent ? 'absent' : 'unavailable');
    },
  };
};
