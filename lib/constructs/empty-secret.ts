import { CfnSecret, Secret, type SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** What of a secret can be said of an empty one. */
export type EmptySecretProps = Pick<
  SecretProps,
  'description' | 'encryptionKey' | 'removalPolicy' | 'secretName'
>;

/**
 * A secret without a value: a person or a function puts it in later, and no deployment overwrites
 * it. CDK would generate a random one, and a random password is worse than none: it looks filled in.
 */
export class EmptySecret extends Secret {
  constructor(scope: Construct, id: string, props: EmptySecretProps) {
    super(scope, id, props);
    const { defaultChild } = this.node;
    if (defaultChild instanceof CfnSecret) {
      defaultChild.generateSecretString = undefined;
    }
  }
}
