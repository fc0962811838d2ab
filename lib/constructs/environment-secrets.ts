import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { secretNames } from '../../lambda/contract';
import { acknowledge } from './acknowledge';
import { EmptySecret } from './empty-secret';
import { readSecrets, useSecretsKey } from './secret-access';

export interface EnvironmentSecretsProps {
  /** Name of the environment; part of every secret's name. */
  readonly environment: string;
  /** Names of the providers that need credentials. */
  readonly providersWithCredentials: readonly string[];
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The secrets of one environment under one key of its own. The gateway token is generated here and
 * no person sees it; the others start empty and are filled in by the operator (docs/runbook.md).
 */
export class EnvironmentSecrets extends Construct {
  readonly key: Key;
  /** Names of the secrets that somebody has to fill in. */
  readonly toFillIn: readonly string[];

  private readonly readByGateway: readonly Secret[];

  constructor(scope: Construct, id: string, props: EnvironmentSecretsProps) {
    super(scope, id);

    const { environment, removalPolicy } = props;
    const names = secretNames(environment);

    // CDK's key policy lets IAM decide within the account, and lets Secrets Manager use the key for
    // whoever may read or write a secret. Its wildcards name this one key.
    this.key = new Key(this, 'Key', {
      alias: `alias/sms-gateway-${environment}`,
      description: `Encrypts secrets and state of the SMS gateway, environment ${environment}`,
      enableKeyRotation: true,
      removalPolicy,
      // The shortest that KMS allows, for environments that come and go.
      ...(removalPolicy === RemovalPolicy.DESTROY && { pendingWindow: Duration.days(7) }),
    });
    const shared = { encryptionKey: this.key, removalPolicy };

    const gatewayToken = new Secret(this, 'GatewayToken', {
      ...shared,
      secretName: names.gatewayToken,
      description: 'Signs the tokens by which Auth0 calls the SMS gateway',
      // A change to these two lines makes CloudFormation generate another token.
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    acknowledge(
      gatewayToken,
      'AwsSolutions-SMG4',
      'Auth0 holds a copy, so it is rotated where Auth0 is known: the schedule is in the Auth0 stack ' +
        '(docs/rotation.md). The gateway accepts the previous and the pending value as well.',
    );

    const sendLimitsKey = new Secret(this, 'SendLimitsKey', {
      ...shared,
      secretName: names.sendLimitsKey,
      description: 'Hashes phone numbers and addresses before the SMS gateway counts them',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    acknowledge(
      sendLimitsKey,
      'AwsSolutions-SMG4',
      'It never leaves the account and opens nothing: it makes pseudonyms for counters that live for a ' +
        'day. With another value every count would begin at zero.',
    );

    const auth0Management = new EmptySecret(this, 'Auth0Management', {
      ...shared,
      secretName: names.auth0Management,
      description: 'Auth0 machine-to-machine application: {"clientId":"…","clientSecret":"…"}',
    });
    acknowledgeForeignSecret(auth0Management);

    const providers = props.providersWithCredentials.map((name) => {
      const secret = new EmptySecret(this, `Provider-${name}`, {
        ...shared,
        secretName: names.provider(name),
        description: `Credentials of the SMS provider ${name}, as JSON (docs/providers.md)`,
      });
      acknowledgeForeignSecret(secret);
      return secret;
    });

    this.readByGateway = [gatewayToken, sendLimitsKey, ...providers];
    this.toFillIn = [
      names.auth0Management,
      ...props.providersWithCredentials.map((name) => names.provider(name)),
    ];
  }

  /** Lets the gateway read what it needs: its own two and the providers' credentials, not Auth0's. */
  grantRead(role: IRole): void {
    role.addToPrincipalPolicy(readSecrets(this.readByGateway.map(({ secretArn }) => secretArn)));
    role.addToPrincipalPolicy(useSecretsKey(Stack.of(this), this.key.keyArn, ['kms:Decrypt']));
  }
}

const acknowledgeForeignSecret = (secret: EmptySecret): void =>
  acknowledge(
    secret,
    'AwsSolutions-SMG4',
    'The value is issued by somebody else, whose console is where it is rotated. The operator puts ' +
      'the new one here, and functions pick it up within five minutes.',
  );
