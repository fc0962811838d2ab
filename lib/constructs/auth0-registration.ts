import { CfnElement, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Code, Function } from 'aws-cdk-lib/aws-lambda';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { AUTH0_CONNECTION_ENVIRONMENT, secretNames } from '../../lambda/contract';
import type { Environment } from '../environment';
import { acknowledge } from './acknowledge';
import { EmptySecret } from './empty-secret';
import { FiniteLogGroup, type FiniteLogGroupProps } from './finite-log-group';
import { NodeFunction } from './node-function';
import { arnOfSecret, readSecrets, useSecretsKey } from './secret-access';

/** Auth0 asks to slow down by the minute; this leaves room to wait for it. */
const HANDLER_TIMEOUT = Duration.minutes(5);
/** A hang fails the deployment after this long, not after CloudFormation's hour. */
const SERVICE_TIMEOUT = Duration.minutes(6);

export interface RegistrationScope extends FiniteLogGroupProps {
  readonly environment: Environment;
  /** Full URL of the gateway, ending in `/sms`. */
  readonly gatewayUrl: string;
  /** The key that the environment's secrets are encrypted with. */
  readonly secretsKeyArn: string;
}

export interface Auth0RegistrationProps extends RegistrationScope {
  /** e.g. `Custom::Auth0SmsConnection` */
  readonly resourceType: string;
  /** Id of the custom resource, which is what stands for the thing in Auth0. */
  readonly resourceId: string;
  /** What it registers; completes "Registers the SMS gateway with Auth0 …". */
  readonly description: string;
  readonly code: Code;
  readonly properties: object;
}

/**
 * Something in the Auth0 tenant that exists as long as this does: a custom resource, the function
 * behind it, and a secret in which that keeps what stood in Auth0 before.
 */
export class Auth0Registration extends Construct {
  readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: Auth0RegistrationProps) {
    super(scope, id);

    const { environment, resourceType, secretsKeyArn, logRetentionDays, logRemovalPolicy } = props;
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
      description: props.description,
      code: props.code,
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

    const provider = this.provider(handler, resourceType, logs);
    this.resource = new CustomResource(this, props.resourceId, {
      resourceType,
      serviceToken: provider.serviceToken,
      serviceTimeout: SERVICE_TIMEOUT,
      // The handler does not read the revision: that it changed is why CloudFormation calls it.
      properties: { ...props.properties, revision: auth0.revision },
    });
    // Permissions and backup are there before it is created and until it is gone.
    this.resource.node.addDependency(handler, backup, provider);
  }

  /** CDK's framework between CloudFormation and the handler, with logs and a role as small as ours. */
  private provider(
    handler: NodeFunction,
    resourceType: string,
    logs: FiniteLogGroupProps,
  ): Provider {
    const logGroup = new FiniteLogGroup(this, 'ProviderLogs', logs);
    const role = new Role(this, 'ProviderRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Calls the handler of ${resourceType}`,
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
