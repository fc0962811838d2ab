import { CfnElement, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import {
  AUTH0_CONNECTION_ENVIRONMENT,
  AUTH0_SMS_CONNECTION_RESOURCE_TYPE,
  secretNames,
} from '../../lambda/contract';
import { bundleAuth0Connection } from '../bundle';
import type { Environment } from '../environment';
import { registeredProperties } from '../registered-properties';
import { acknowledge } from './acknowledge';
import { bundledCode } from './bundled-code';
import { EmptySecret } from './empty-secret';
import { FiniteLogGroup, type FiniteLogGroupProps } from './finite-log-group';
import { NodeFunction } from './node-function';
import { arnOfSecret, readSecrets, useSecretsKey } from './secret-access';

/** Auth0 asks to slow down by the minute; this leaves room to wait for it. */
const HANDLER_TIMEOUT = Duration.minutes(5);
/** A hang fails the deployment after this long, not after CloudFormation's hour. */
const SERVICE_TIMEOUT = Duration.minutes(6);

export interface Auth0SmsConnectionProps extends FiniteLogGroupProps {
  readonly environment: Environment;
  /** Full URL of the gateway, ending in `/sms`. */
  readonly gatewayUrl: string;
  /** The key that the environment's secrets are encrypted with. */
  readonly secretsKeyArn: string;
}

/** The `sms` connection of the Auth0 tenant, pointed at the gateway as long as this exists. */
export class Auth0SmsConnection extends Construct {
  /** Auth0's id of the connection, `con_…`. */
  readonly connectionId: string;

  constructor(scope: Construct, id: string, props: Auth0SmsConnectionProps) {
    super(scope, id);

    const { environment, gatewayUrl, secretsKeyArn, logRetentionDays, logRemovalPolicy } = props;
    const { auth0 } = environment;
    const names = secretNames(environment.name);
    const logs = { logRetentionDays, logRemovalPolicy };

    const backup = new EmptySecret(this, 'Backup', {
      encryptionKey: Key.fromKeyArn(this, 'SecretsKey', secretsKeyArn),
      description: `What stood in Auth0 before the SMS gateway, environment ${environment.name}`,
      // It goes after the connection was put back, or not at all: when that fails, so does the
      // deletion of the stack. Where nothing is to be put back, people may still want to look.
      removalPolicy: auth0.onDelete === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(
      backup,
      'AwsSolutions-SMG4',
      'It keeps a copy of foreign settings, which has no meaning to rotate. Only the function beside ' +
        'it reads and writes it, and it is encrypted with the key of the environment.',
    );

    const handler = new NodeFunction(this, 'Handler', {
      description: `Registers the SMS gateway with Auth0, environment ${environment.name}`,
      code: bundledCode('auth0-connection', bundleAuth0Connection),
      memoryMb: 512,
      timeout: HANDLER_TIMEOUT,
      environment: {
        [AUTH0_CONNECTION_ENVIRONMENT.backupSecret]: backup.secretArn,
        [AUTH0_CONNECTION_ENVIRONMENT.managementSecret]: names.auth0Management,
        [AUTH0_CONNECTION_ENVIRONMENT.gatewayTokenSecret]: names.gatewayToken,
      },
      ...logs,
    });
    // By name: granting on the Gateway stack's own objects would name this role in its key policy,
    // and make the stacks depend on each other.
    handler.role.addToPolicy(
      readSecrets([
        arnOfSecret(Stack.of(this), names.auth0Management),
        arnOfSecret(Stack.of(this), names.gatewayToken),
        backup.secretArn,
      ]),
    );
    handler.role.addToPolicy(
      new PolicyStatement({
        sid: 'WriteBackup',
        effect: Effect.ALLOW,
        actions: ['secretsmanager:PutSecretValue'],
        resources: [backup.secretArn],
      }),
    );
    handler.role.addToPolicy(
      useSecretsKey(Stack.of(this), secretsKeyArn, ['kms:Decrypt', 'kms:GenerateDataKey']),
    );

    const provider = this.provider(handler, logs);

    const connection = new CustomResource(this, 'Connection', {
      resourceType: AUTH0_SMS_CONNECTION_RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: SERVICE_TIMEOUT,
      // The handler does not read the revision: that it changed is why CloudFormation calls it.
      properties: {
        ...registeredProperties(environment, gatewayUrl),
        revision: auth0.revision,
      },
    });
    // Permissions and backup are there before it is created and until it is gone.
    connection.node.addDependency(handler, backup, provider);
    this.connectionId = connection.ref;
  }

  /** CDK's framework between CloudFormation and the handler, with logs and a role as small as ours. */
  private provider(handler: NodeFunction, logs: FiniteLogGroupProps): Provider {
    const logGroup = new FiniteLogGroup(this, 'ProviderLogs', logs);
    const role = new Role(this, 'ProviderRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Calls the handler of ${AUTH0_SMS_CONNECTION_RESOURCE_TYPE}`,
    });
    logGroup.grantWrite(role);
    acknowledge(
      role,
      `AwsSolutions-IAM5[Resource::<${logicalIdOf(handler.function)}.Arn>:*]`,
      'The wildcard stands for the versions of one function, the handler beside it; there is no ' +
        'other function that this role can call.',
    );
    return new Provider(this, 'Provider', {
      onEventHandler: handler.function,
      frameworkOnEventRole: role,
      logGroup,
    });
  }
}

const logicalIdOf = ({ node, stack }: Function): string => {
  const { defaultChild } = node;
  return CfnElement.isCfnElement(defaultChild) ? stack.getLogicalId(defaultChild) : node.id;
};
