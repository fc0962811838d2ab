import {
  CfnOutput,
  CrossStackReferences,
  ReferenceStrength,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { Auth0SmsConnection } from './constructs/auth0-sms-connection';
import { DriftCheck } from './constructs/drift-check';
import type { Environment } from './environment';
import { removalPolicyOf } from './removal-policy';

export interface Auth0StackProps extends StackProps {
  readonly environment: Environment;
  /** Full URL of the gateway, ending in `/sms`. */
  readonly gatewayUrl: string;
  /** The key that the environment's secrets are encrypted with. */
  readonly secretsKeyArn: string;
  /** Where alarms of the environment are told. */
  readonly alarmTopic: ITopic;
}

/** Registers the gateway with the Auth0 tenant; deleting it puts back what stood there before. */
export class Auth0Stack extends Stack {
  constructor(scope: Construct, id: string, props: Auth0StackProps) {
    const { environment, gatewayUrl, secretsKeyArn, alarmTopic, ...stackProps } = props;
    super(scope, id, {
      description: `Registers the SMS gateway with Auth0 tenant ${environment.auth0.domain}, environment ${environment.name}`,
      ...stackProps,
    });
    // CloudFormation then refuses to delete the gateway while a tenant still calls it.
    CrossStackReferences.of(this).consume(ReferenceStrength.STRONG);

    const shared = {
      environment,
      gatewayUrl,
      secretsKeyArn,
      logRetentionDays: environment.logs.retentionDays,
      logRemovalPolicy: removalPolicyOf(environment),
    };
    const { connectionId } = new Auth0SmsConnection(this, 'SmsConnection', shared);
    if (environment.auth0.driftCheck) {
      new DriftCheck(this, 'DriftCheck', { ...shared, alarmTopic });
    }

    new CfnOutput(this, 'ConnectionId', {
      value: connectionId,
      description: 'The sms connection in Auth0 that calls the gateway',
    });
    new CfnOutput(this, 'GatewayUrl', { value: gatewayUrl, description: 'What Auth0 calls' });
  }
}
