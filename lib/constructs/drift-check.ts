import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE, METRICS, secretNames } from '../../lambda/contract';
import { bundleDriftCheck } from '../bundle';
import type { Environment } from '../environment';
import { registeredProperties } from '../registered-properties';
import { bundledCode } from './bundled-code';
import type { FiniteLogGroupProps } from './finite-log-group';
import { NodeFunction } from './node-function';
import { arnOfSecret, readSecrets, useSecretsKey } from './secret-access';

/** Three calls of the Management API, and room to wait out a rate limit. */
const TIMEOUT = Duration.minutes(2);
const EVERY = Duration.days(1);

export interface DriftCheckProps extends FiniteLogGroupProps {
  readonly environment: Environment;
  /** Full URL of the gateway, ending in `/sms`. */
  readonly gatewayUrl: string;
  /** The key that the environment's secrets are encrypted with. */
  readonly secretsKeyArn: string;
}

/** Looks once a day whether the tenant still is as it was registered. It can change nothing. */
export class DriftCheck extends Construct {
  /** One for a tenant that is not as it was registered, one for checks that could not be made. */
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: DriftCheckProps) {
    super(scope, id);

    const { environment, gatewayUrl, secretsKeyArn, logRetentionDays, logRemovalPolicy } = props;
    const names = secretNames(environment.name);
    const handler = new NodeFunction(this, 'Handler', {
      description: `Compares the Auth0 tenant with what was registered, environment ${environment.name}`,
      code: bundledCode('drift-check', bundleDriftCheck),
      memoryMb: 256,
      timeout: TIMEOUT,
      logRetentionDays,
      logRemovalPolicy,
    });
    const stack = Stack.of(this);
    handler.role.addToPolicy(
      readSecrets([
        arnOfSecret(stack, names.auth0Management),
        arnOfSecret(stack, names.gatewayToken),
      ]),
    );
    handler.role.addToPolicy(useSecretsKey(stack, secretsKeyArn, ['kms:Decrypt']));

    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      description: 'Starts the check for drift',
    });
    role.addToPolicy(
      new PolicyStatement({
        sid: 'StartCheck',
        effect: Effect.ALLOW,
        actions: ['lambda:InvokeFunction'],
        resources: [handler.function.functionArn],
      }),
    );
    const schedule = new CfnSchedule(this, 'Schedule', {
      description: `Starts the check for drift once a day, environment ${environment.name}`,
      scheduleExpression: 'rate(1 day)',
      // Nobody waits for it: spread over an hour, so that tenants are not all asked at once.
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 60 },
      target: {
        arn: handler.function.functionArn,
        roleArn: role.roleArn,
        input: stack.toJsonString(registeredProperties(environment, gatewayUrl)),
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3_600 },
      },
    });
    schedule.node.addDependency(role);

    this.alarms = [
      new Alarm(this, 'Drift', {
        alarmDescription: `The Auth0 tenant of ${environment.name} is not as it was registered: npm run drift -- ${environment.name} shows where (docs/runbook.md)`,
        metric: new Metric({
          namespace: METRIC_NAMESPACE,
          metricName: METRICS.drift,
          dimensionsMap: { environment: environment.name },
          statistic: Stats.MAXIMUM,
          period: EVERY,
        }),
        ...atLeastOne,
      }),
      new Alarm(this, 'NotChecked', {
        alarmDescription: `The Auth0 tenant of ${environment.name} could not be compared with what was registered: the log of the function says why (docs/runbook.md)`,
        metric: handler.function.metricErrors({ statistic: Stats.MAXIMUM, period: EVERY }),
        ...atLeastOne,
      }),
    ];
  }
}

const atLeastOne = {
  threshold: 1,
  evaluationPeriods: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};
