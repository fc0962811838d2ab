import { deliveryMethodsOf, namesOf } from '../../auth0-phone-provider/core/compare';
import { type Desired, desiredState, triggerOf } from '../../auth0-phone-provider/core/desired';
import { look, type LookWorld, type Standing } from '../../auth0-phone-provider/core/look';
import type { PhoneProviderContent, PhoneWorld } from '../../auth0-phone-provider/core/ports';
import type { GatewayKeys } from '../../auth0-connection/core/key';
import type { Auth0PhoneProviderProperties } from '../../contract';
import { actionDrift } from './action-drift';
import { differencesBetween, type Difference } from './differences';

/** What it reads, and it only reads. */
export interface PhoneDriftWorld {
  readonly phone: LookWorld;
  /** The code of our Action as this deployment has it. */
  readonly readCode: PhoneWorld['readCode'];
  readonly sha256: PhoneWorld['sha256'];
}

/**
 * Where what sends phone messages, beside the connection, is not what the deployment registered. Values
 * of the Action's secrets are not looked at: Auth0 shows nobody.
 */
export const phoneDrift = async (
  { phone, readCode, sha256 }: PhoneDriftWorld,
  properties: Auth0PhoneProviderProperties,
  { current, next }: GatewayKeys,
): Promise<readonly Difference[]> => {
  const code = readCode(triggerOf(properties));
  const desired = desiredState(properties, { code, key: current });
  const others = next === undefined ? [] : [desiredState(properties, { code, key: next })];
  const standing = await look(phone, desired);
  const registration = {
    owner: properties.owner,
    action: desired.action,
    secretNames: [desired, ...others].map(({ action }) => namesOf(action.content.secrets)),
    sha256,
  };
  return [
    ...actionDrift(registration, standing),
    ...providerDrift(desired, standing),
    ...secondFactorDrift(desired, standing),
  ];
};

const providerDrift = (
  { provider, unified }: Desired,
  { phone }: Standing,
): readonly Difference[] => {
  if (provider === undefined || phone === undefined) return [];
  const found = phone.provider;
  return [
    ...(found === undefined
      ? [{ path: 'phoneProvider', registered: provider.name }]
      : differencesBetween(shownProvider(provider), shownProvider(found), 'phoneProvider')),
    ...differencesBetween(unified, phone.unified, 'tenant.phone_consolidated_experience'),
  ];
};

/** Other keys of the configuration are leftovers that Auth0 keeps, and mean nothing. */
const shownProvider = (provider: PhoneProviderContent) => ({
  name: provider.name,
  disabled: provider.disabled,
  delivery_methods: deliveryMethodsOf(provider),
});

const secondFactorDrift = ({ mfa }: Desired, { mfa: found }: Standing): readonly Difference[] => {
  if (mfa === undefined || found === undefined) return [];
  return [
    ...differencesBetween(true, found.factor, 'mfa.factor'),
    ...differencesBetween(
      mfa.messageTypes.toSorted(),
      found.messageTypes.toSorted(),
      'mfa.message_types',
    ),
    ...differencesBetween(mfa.provider, found.provider, 'mfa.provider').map((difference) =>
      found.provider === undefined ? { ...difference, fix: SENT_BY_PHONE_PROVIDER } : difference,
    ),
  ];
};

const SENT_BY_PHONE_PROVIDER =
  'the tenant sends the messages of its second factor through its phone provider: set auth0.integration to "phone-provider", or leave out auth0.mfa, and deploy';
