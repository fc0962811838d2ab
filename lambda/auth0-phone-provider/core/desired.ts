import type { Auth0PhoneProviderProperties, DeliveryMethod, MfaMethod } from '../../contract';
import { actionSecrets } from './action-secrets';
import type { Hashes } from './key-mark';
import type { ActionDependency, MfaProvider, PhoneProviderContent } from './ports';

/** Where our Action is run: for every phone message, or for those of a second factor alone. */
export type Trigger = 'custom-phone-provider' | 'send-phone-message';

export const TRIGGERS: readonly Trigger[] = ['custom-phone-provider', 'send-phone-message'];

/** Everything that is written into an Action. */
export interface ActionContent {
  readonly code: string;
  readonly runtime?: string;
  readonly dependencies: readonly ActionDependency[];
  readonly secrets: readonly ActionSecret[];
}

export interface ActionSecret {
  readonly name: string;
  readonly value: string;
}

/** What is to stand in the tenant. What is absent is not ours, or no longer. */
export interface Desired {
  readonly action: {
    readonly trigger: Trigger;
    readonly name: string;
    readonly content: ActionContent;
  };
  readonly provider?: PhoneProviderContent;
  /** Whether the tenant is to send every phone message through its phone provider. */
  readonly unified?: true;
  readonly mfa?: {
    readonly messageTypes: readonly MfaMethod[];
    /** For tenants without a phone provider. */
    readonly provider?: MfaProvider;
  };
}

const ACTION_NAMES: Readonly<Record<Trigger, string>> = {
  'custom-phone-provider': 'SMS gateway',
  'send-phone-message': 'SMS gateway for MFA',
};

/** The newest runtime of both triggers. Source: recorded `GET /actions/triggers` of auth0/auth0-deploy-cli. */
const RUNTIME = 'node22';

export const triggerOf = ({
  integration,
}: Pick<Auth0PhoneProviderProperties, 'integration'>): Trigger =>
  integration === 'phone-provider' ? 'custom-phone-provider' : 'send-phone-message';

/** @param key the HMAC key of the gateway's token */
export const desiredState = (
  hashes: Hashes,
  properties: Auth0PhoneProviderProperties,
  { code, key }: { readonly code: string; readonly key: string },
): Desired => {
  const trigger = triggerOf(properties);
  const isPhoneProvider = trigger === 'custom-phone-provider';
  const { mfaMethods: messageTypes, deliveryMethods } = properties;
  return {
    action: {
      trigger,
      name: ACTION_NAMES[trigger],
      content: {
        code,
        runtime: RUNTIME,
        dependencies: [],
        secrets: actionSecrets(hashes, properties, key),
      },
    },
    ...(isPhoneProvider && { provider: providerContent(deliveryMethods), unified: true }),
    ...(messageTypes.length > 0 && {
      mfa: { messageTypes, ...(!isPhoneProvider && { provider: 'phone-message-hook' }) },
    }),
  };
};

export const providerContent = (
  deliveryMethods: readonly DeliveryMethod[],
): PhoneProviderContent => ({
  name: 'custom',
  disabled: false,
  configuration: { delivery_methods: deliveryMethods },
});
