import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Reading the values of these secrets, and nothing more about them. */
export const readSecrets = (secretArns: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    sid: 'ReadSecrets',
    effect: Effect.ALLOW,
    actions: ['secretsmanager:GetSecretValue'],
    resources: [...secretArns],
  });

/**
 * Using the key that secrets are encrypted with, through Secrets Manager only.
 *
 * @param stack tells the region
 * @param actions `kms:Decrypt` to read; `kms:GenerateDataKey` too to write
 */
export const useSecretsKey = (
  stack: Stack,
  keyArn: string,
  actions: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[],
): PolicyStatement =>
  new PolicyStatement({
    sid: 'UseSecretsKey',
    effect: Effect.ALLOW,
    actions: [...actions],
    resources: [keyArn],
    conditions: {
      StringEquals: { 'kms:ViaService': `secretsmanager.${stack.region}.amazonaws.com` },
    },
  });

/** By its name alone. Secrets Manager ends every ARN in six characters that only it knows. */
export const arnOfSecret = (stack: Stack, name: string): string =>
  stack.formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${name}-??????`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
