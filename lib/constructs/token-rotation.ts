import { Duration, Stack } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, type Function } from 'aws-cdk-lib/aws-lambda';
import { CfnRotationSchedule } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { registrationOwner, secretNames, TOKEN_ROTATION_ENVIRONMENT } from '../../lambda/contract';
import { bundleTokenRotation } from '../bundle';
import type { Environment } from '../environment';
import { keyPlacesOf } from '../key-places';
import { bundledCode } from './bundled-code';
import type { FiniteLogGroupProps } from './finite-log-group';
import { HouseAlarm } from './house-alarm';
import { NodeFunction } from './node-function';
import { arnOfSecret, readSecrets, useSecretsKey } from './secret-access';

/** One step waits for the gateway and for Auth0, each for a minute or two at most. */
const TIMEOUT = Duration.minutes(5);
/** An Action is built and deployed as well, which takes seconds, and may take three minutes. */
const TIMEOUT_WITH_ACTION = Duration.minutes(10);

export interface TokenRotationProps extends FiniteLogGroupProps {
  readonly environment: Environment;
  readonly everyDays: number;
  /** Full URL of the gateway, ending in `/sms`. */
  readonly gatewayUrl: string;
  /** The key that the environment's secrets are encrypted with. */
  readonly secretsKeyArn: string;
  /** Auth0's id of the connection. */
  readonly connectionId: string;
  /** Where a rotation that failed is told. */
  readonly alarmTopic: ITopic;
}

/**
 * Gives the gateway token a new key every so many days, in Secrets Manager and in Auth0, without a
 * sign-in that fails (docs/rotation.md).
 */
export class TokenRotation extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, props: TokenRotationProps) {
    super(scope, id);

    const { environment, everyDays, gatewayUrl, secretsKeyArn, connectionId } = props;
    const { logRetentionDays, logRemovalPolicy } = props;
    const { auth0 } = environment;
    const keyPlaces = keyPlacesOf(environment);
    const names = secretNames(environment.name);
    const stack = Stack.of(this);
    const tokenArn = arnOfSecret(stack, names.gatewayToken);

    this.function = new NodeFunction(this, 'Handler', {
      description: `Rotates the key of the gateway token, environment ${environment.name}`,
      code: bundledCode('token-rotation', bundleTokenRotation),
      memoryMb: 256,
      timeout: keyPlaces.every((place) => place === 'connection') ? TIMEOUT : TIMEOUT_WITH_ACTION,
      environment: {
        [TOKEN_ROTATION_ENVIRONMENT.environment]: environment.name,
        [TOKEN_ROTATION_ENVIRONMENT.domain]: auth0.domain,
        [TOKEN_ROTATION_ENVIRONMENT.keyPlaces]: keyPlaces.join(','),
        [TOKEN_ROTATION_ENVIRONMENT.connectionId]: connectionId,
        [TOKEN_ROTATION_ENVIRONMENT.owner]: registrationOwner(
          environment.account,
          environment.region,
          environment.name,
        ),
        [TOKEN_ROTATION_ENVIRONMENT.gatewayUrl]: gatewayUrl,
        [TOKEN_ROTATION_ENVIRONMENT.codeLifetimeSeconds]: String(
          auth0.connection.codeLifetimeSeconds,
        ),
      },
      logRetentionDays,
      logRemovalPolicy,
    });
    this.allow(tokenArn, arnOfSecret(stack, names.auth0Management), secretsKeyArn);

    const { function: fn, role } = this.function;
    const permission = new CfnPermission(this, 'Invoke', {
      action: 'lambda:InvokeFunction',
      functionName: fn.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      // For this secret of this account alone, whoever else names the function in a secret of theirs.
      sourceAccount: stack.account,
      sourceArn: tokenArn,
    });
    const schedule = new CfnRotationSchedule(this, 'Schedule', {
      secretId: names.gatewayToken,
      rotationLambdaArn: fn.functionArn,
      rotationRules: { automaticallyAfterDays: everyDays },
      // A deployment changes nothing of a key that is in use.
      rotateImmediatelyOnUpdate: false,
    });
    schedule.node.addDependency(permission, role);

    this.tellOfFailures(fn, environment.name, props.alarmTopic);
  }

  private allow(tokenArn: string, managementArn: string, secretsKeyArn: string): void {
    const { role } = this.function;
    role.addToPolicy(readSecrets([tokenArn, managementArn]));
    role.addToPolicy(
      new PolicyStatement({
        sid: 'RotateToken',
        effect: Effect.ALLOW,
        actions: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        resources: [tokenArn],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'MakeKey',
        effect: Effect.ALLOW,
        // Names no secret: it returns random characters and changes nothing.
        actions: ['secretsmanager:GetRandomPassword'],
        resources: ['*'],
      }),
    );
    role.addToPolicy(
      useSecretsKey(Stack.of(this), secretsKeyArn, ['kms:Decrypt', 'kms:GenerateDataKey']),
    );
  }

  private tellOfFailures(fn: Function, environment: string, topic: ITopic): void {
    new HouseAlarm(this, 'Failed', {
      environment,
      topic,
      what: 'rotation-failed',
      description:
        'A rotation of the gateway token failed, and will be tried again. Sign-in goes on with the old key.',
      metric: fn.metricErrors({ statistic: Stats.SUM, period: Duration.hours(1) }),
      threshold: 1,
    });
  }
}
