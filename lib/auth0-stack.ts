import {
  CfnOutput,
  CrossStackReferences,
  ReferenceStrength,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { Auth0PhoneProvider } from './constructs/auth0-phone-provider';
import type { RegistrationScope } from './constructs/auth0-registration';
import { Auth0SmsConnection } from './constructs/auth0-sms-connection';
import { DriftCheck } from './constructs/drift-check';
import { TokenRotation } from './constructs/token-rotation';
import type { Environment } from './environment';
import { registeredPhoneProperties } from './registered-properties';
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
    const connection = new Auth0SmsConnection(this, 'SmsConnection', shared);
    const phoneProvider = this.registerPhoneProvider(shared, connection);
    if (environment.auth0.driftCheck) {
      new DriftCheck(this, 'DriftCheck', { ...shared, alarmTopic });
    }
    const { rotation } = environment.auth0;
    if (rotation !== false) {
      const tokenRotation = new TokenRotation(this, 'TokenRotation', {
        ...shared,
        ...rotation,
        connectionId: connection.connectionId,
        alarmTopic,
      });
      // It learns of a move once both ends of it are there, and forgets an Action before that goes.
      if (phoneProvider.isIdle) phoneProvider.resource.node.addDependency(tokenRotation);
      else tokenRotation.node.addDependency(phoneProvider.resource);
      const { function: rotator } = tokenRotation;
      new CfnOutput(this, 'RotationLogs', {
        value: rotator.logGroup.logGroupName,
        description: 'Log group of the rotation: two lines per step',
      });
    }

    new CfnOutput(this, 'ConnectionId', {
      value: connection.connectionId,
      description: 'The sms connection in Auth0 that calls the gateway',
    });
    new CfnOutput(this, 'GatewayUrl', { value: gatewayUrl, description: 'What Auth0 calls' });
  }

  /**
   * CloudFormation creates and updates in the order of dependencies and deletes in the opposite one.
   * Codes must never go a way that is not complete: the phone provider is there before the connection
   * uses it, and until the connection has left it. It is there also when it registers nothing: what goes
   * from a template is deleted last, and what then fails is neither rolled back nor tried again.
   */
  private registerPhoneProvider(
    shared: RegistrationScope,
    connection: Auth0SmsConnection,
  ): Auth0PhoneProvider {
    const properties = registeredPhoneProperties(shared.environment, shared.gatewayUrl);
    const phoneProvider = new Auth0PhoneProvider(this, 'PhoneProvider', { ...shared, properties });
    if (properties.integration === 'phone-provider') {
      connection.resource.node.addDependency(phoneProvider.resource);
    } else {
      // On the way back the connection has its gateway again before the phone provider goes.
      phoneProvider.resource.node.addDependency(connection.resource);
    }
    return phoneProvider;
  }
}
