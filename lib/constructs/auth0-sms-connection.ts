import type { Construct } from 'constructs';
import { AUTH0_SMS_CONNECTION_RESOURCE_TYPE } from '../../lambda/contract';
import { bundleAuth0Connection } from '../bundle';
import { registeredProperties } from '../registered-properties';
import { Auth0Registration, type RegistrationScope } from './auth0-registration';
import { bundledCode } from './bundled-code';

/** The `sms` connection of the Auth0 tenant, as the environment has it as long as this exists. */
export class Auth0SmsConnection extends Auth0Registration {
  /** Auth0's id of the connection, `con_…`. */
  readonly connectionId: string;

  constructor(scope: Construct, id: string, props: RegistrationScope) {
    super(scope, id, {
      ...props,
      resourceType: AUTH0_SMS_CONNECTION_RESOURCE_TYPE,
      resourceId: 'Connection',
      description: `Registers the SMS gateway with Auth0, environment ${props.environment.name}`,
      code: bundledCode('auth0-connection', bundleAuth0Connection),
      properties: registeredProperties(props.environment, props.gatewayUrl),
    });
    this.connectionId = this.resource.ref;
  }
}
