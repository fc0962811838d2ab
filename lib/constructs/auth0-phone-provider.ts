import { createHash } from 'node:crypto';
import type { Construct } from 'constructs';
import {
  asksForNothing,
  AUTH0_PHONE_PROVIDER_RESOURCE_TYPE,
  type Auth0PhoneProviderProperties,
} from '../../lambda/contract';
import { bundleAuth0PhoneProvider, phoneActions } from '../bundle';
import { Auth0Registration, type RegistrationScope } from './auth0-registration';
import { bundledCode } from './bundled-code';

export interface Auth0PhoneProviderProps extends RegistrationScope {
  readonly properties: Auth0PhoneProviderProperties;
}

/**
 * What of the Auth0 tenant sends phone messages beside an `sms` connection: its phone provider, or the
 * messages of its second factor. Both are an Action of ours that calls the gateway. Or nothing, as the
 * environment says: moving from one to the other is an Update, which CloudFormation rolls back.
 */
export class Auth0PhoneProvider extends Auth0Registration {
  /** Whether it registers nothing. */
  readonly isIdle: boolean;

  constructor(scope: Construct, id: string, props: Auth0PhoneProviderProps) {
    const actions = phoneActions(props.properties.owner);
    super(scope, id, {
      ...props,
      resourceType: AUTH0_PHONE_PROVIDER_RESOURCE_TYPE,
      resourceId: 'PhoneProvider',
      description: `Makes the SMS gateway the phone provider of Auth0, where asked to, environment ${props.environment.name}`,
      code: bundledCode(`auth0-phone-provider ${props.properties.owner}`, (outdir) =>
        bundleAuth0PhoneProvider(actions, outdir),
      ),
      // The code of the Actions lies beside the function's: CloudFormation is told when it changed.
      properties: { ...props.properties, actions: `${hashOf(actions)}.js` },
    });
    this.isIdle = asksForNothing(props.properties);
  }
}

const hashOf = (actions: Readonly<Record<string, string>>): string =>
  createHash('sha256').update(JSON.stringify(actions)).digest('hex');
