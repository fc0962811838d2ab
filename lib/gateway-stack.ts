import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { AlarmTopic } from './constructs/alarm-topic';
import { EnvironmentSecrets } from './constructs/environment-secrets';
import { GatewayAlarms } from './constructs/gateway-alarms';
import { GatewayApi } from './constructs/gateway-api';
import { GatewayFunction } from './constructs/gateway-function';
import { SpendAlarms } from './constructs/spend-alarms';
import { StateTable } from './constructs/state-table';
import type { Environment } from './environment';
import { needsCredentials } from './provider-definition';
import { removalPolicyOf } from './removal-policy';

export interface GatewayStackProps extends StackProps {
  readonly environment: Environment;
}

/** The gateway itself: API, function, secrets, state and alarms. It knows Auth0 only as a caller. */
export class GatewayStack extends Stack {
  /** Full URL that Auth0 calls, ending in `/sms`. */
  readonly gatewayUrl: string;
  readonly secretsKeyArn: string;
  /** Where alarms are told, for those that are made elsewhere: `new HouseAlarm(…, { topic })`. */
  readonly alarmTopic: ITopic;

  constructor(scope: Construct, id: string, props: GatewayStackProps) {
    const { environment, ...stackProps } = props;
    const removalPolicy = removalPolicyOf(environment);
    super(scope, id, {
      description: `SMS gateway for Auth0: API, function, secrets and state of environment ${environment.name}`,
      ...stackProps,
    });

    const logs = {
      logRetentionDays: environment.logs.retentionDays,
      logRemovalPolicy: removalPolicy,
    };
    const secrets = new EnvironmentSecrets(this, 'Secrets', {
      environment: environment.name,
      providersWithCredentials: Object.entries(environment.providers)
        .filter(([, settings]) => needsCredentials(settings))
        .map(([name]) => name),
      removalPolicy,
    });
    const state = new StateTable(this, 'State', { encryptionKey: secrets.key, removalPolicy });
    const gateway = new GatewayFunction(this, 'Gateway', {
      environment,
      secrets,
      state,
      ...logs,
    });
    const api = new GatewayApi(this, 'Api', {
      environment: environment.name,
      handler: gateway.live,
      throttle: environment.api.throttle,
      ...environment.network,
      ...logs,
    });

    const { topic } = new AlarmTopic(this, 'AlarmTopic', {
      environment: environment.name,
      encryptionKey: secrets.key,
      ...(environment.alarms.email && { email: environment.alarms.email }),
    });
    new GatewayAlarms(this, 'Alarms', {
      environment: environment.name,
      topic,
      api: api.api,
      handler: gateway.function,
    });

    const { spend } = environment.sendLimits;
    if (spend !== undefined) {
      new SpendAlarms(this, 'SpendAlarms', { environment: environment.name, topic, spend });
    }

    this.alarmTopic = topic;
    this.gatewayUrl = api.url;
    this.secretsKeyArn = secrets.key.keyArn;

    new CfnOutput(this, 'GatewayUrl', {
      value: api.url,
      description: 'What Auth0 calls',
    });
    new CfnOutput(this, 'SecretsToFillIn', {
      value: secrets.toFillIn.join(' '),
      description: 'Secrets that start empty; docs/providers.md has what goes into each',
    });
    new CfnOutput(this, 'GatewayLogs', {
      value: gateway.logGroup.logGroupName,
      description: 'Log group of the gateway function: one line per message',
    });
    new CfnOutput(this, 'AccessLogs', {
      value: api.accessLogs.logGroupName,
      description: 'Log group of the API: one line per request',
    });
  }
}
