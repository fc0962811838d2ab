import { Duration, Stack } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { METRICS, secretNames } from '../../lambda/contract';
import { bundleDriftCheck, phoneActions } from '../bundle';
import type { Environment } from '../environment';
import { allRegistered } from '../registered-properties';
import { bundledCode } from './bundled-code';
import type { FiniteLogGroupProps } from './finite-log-group';
import { gatewayMetric, HouseAlarm } from './house-alarm';
import { NodeFunction } from './node-function';
import { arnOfSecret, readSecrets, useSecretsKey } from './secret-access';

/** A dozen calls of the Management API, and room to wait out a rate limit. */
const TIMEOUT = Duration.minutes(2);
const EVERY = Duration.days(1);

export interface DriftCheckProps extends FiniteLogGroupProps {
  readonly environment: Environment;
  /** Full URL of the gateway, ending in `/sms`. */
  readonly gatewayUrl: string;
  /** The key that the environment's secrets are encrypted with. */
  readonly secretsKeyArn: string;
  /** Where its alarms are told: one for a tenant that has changed, one for checks that could not be made. */
  readonly alarmTopic: ITopic;
}

/** Looks once a day whether the tenant still is as it was registered. It can change nothing. */
export class DriftCheck extends Construct {
  constructor(scope: Construct, id: string, props: DriftCheckProps) {
    super(scope, id);

    const { environment, gatewayUrl, secretsKeyArn, logRetentionDays, logRemovalPolicy } = props;
    const names = secretNames(environment.name);
    const registered = allRegistered(environment, gatewayUrl);
    const actions = registered.phone === undefined ? {} : phoneActions(registered.phone.owner);
    const handler = new NodeFunction(this, 'Handler', {
      description: `Compares the Auth0 tenant with what was registered, environment ${environment.name}`,
      code: bundledCode(`drift-check ${registered.phone?.owner ?? ''}`, (outdir) =>
        bundleDriftCheck(actions, outdir),
      ),
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
        input: stack.toJsonString(registered),
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3_600 },
      },
    });
    schedule.node.addDependency(role);

    const shared = { environment: environment.name, topic: props.alarmTopic, threshold: 1 };
    new HouseAlarm(this, 'Drift', {
      ...shared,
      what: 'drift',
      description: `The Auth0 tenant is not as it was registered: npm run drift -- ${environment.name} shows where.`,
      metric: gatewayMetric(environment.name, METRICS.drift, Stats.MAXIMUM, EVERY),
    });
    new HouseAlarm(this, 'NotChecked', {
      ...shared,
      what: 'drift-not-checked',
      description:
        'The Auth0 tenant could not be compared with what was registered. The log of the function says why.',
      metric: handler.function.metricErrors({ statistic: Stats.MAXIMUM, period: EVERY }),
    });
  }
}
