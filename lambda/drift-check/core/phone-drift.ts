import { settingsMark } from '../../auth0-phone-provider/core/action-secrets';
import { deliveryMethodsOf } from '../../auth0-phone-provider/core/compare';
import { type Desired, desiredState, triggerOf } from '../../auth0-phone-provider/core/desired';
import { markOfKey } from '../../auth0-phone-provider/core/key-mark';
import { look, type LookWorld, type Standing } from '../../auth0-phone-provider/core/look';
import type { PhoneProviderContent, PhoneWorld } from '../../auth0-phone-provider/core/ports';
import type { GatewayKeys } from '../../auth0-management/core/gateway-keys';
import type { Auth0PhoneProviderProperties } from '../../contract';
import { actionDrift } from './action-drift';
import { differencesBetween, type Difference } from './differences';

/** What it reads, and it only reads. */
export interface PhoneDriftWorld {
  readonly phone: LookWorld;
  /** The code of our Action as this deployment has it. */
  readonly readCode: PhoneWorld['readCode'];
  readonly hashes: PhoneWorld['hashes'];
}

/**
 * Where what sends phone messages, beside the connection, is not what the deployment registered. Values
 * of the Action's secrets are known by the mark beside them alone: Auth0 shows them to nobody.
 */
export const phoneDrift = async (
  { phone, readCode, hashes }: PhoneDriftWorld,
  properties: Auth0PhoneProviderProperties,
  { current, next }: GatewayKeys,
): Promise<readonly Difference[]> => {
  const code = readCode(triggerOf(properties));
  const desired = desiredState(hashes, properties, { code, key: current });
  const standing = await look(phone, desired);
  const registration = {
    owner: properties.owner,
    action: desired.action,
    // A rotation that is under way may have given it the next key.
    keyMarks: [current, ...(next === undefined ? [] : [next])].map((key) => markOfKey(hashes, key)),
    settingsMark: settingsMark(hashes, properties),
    sha256: hashes.sha256,
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
