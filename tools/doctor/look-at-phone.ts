import type { GatewayKeys } from '../../lambda/auth0-management/core/gateway-keys';
import { createPhoneApis } from '../../lambda/auth0-phone-provider/adapters/phone-apis';
import type { Auth0PhoneProviderProperties } from '../../lambda/contract';
import type { Difference } from '../../lambda/drift-check/core/differences';
import { phoneDrift } from '../../lambda/drift-check/core/phone-drift';
import { fail, ok, type Result } from '../../lambda/shared/result';
import { hmacSha256Hex, sha256Hex } from '../../lambda/shared/sha256';
import { allRegistered } from '../../lib/registered-properties';
import { createActionCode } from '../shared/action-code';
import { type Auth0Session, faultOf } from '../shared/auth0-session';
import { type Fact, type Outcome, skipped, yellow } from './outcome';
import { TITLES } from './titles';
import type { DoctorWorld } from './world';

interface PhoneNeeds {
  readonly session: Fact<Auth0Session>;
  readonly gatewayUrl: Fact<string>;
  readonly gatewayKeys: Fact<GatewayKeys>;
}

/** Where what sends phone messages beside the connection is not as it was registered. */
export const lookAtPhone = async (
  { environment }: DoctorWorld,
  needs: PhoneNeeds,
): Promise<Result<readonly Difference[], Outcome>> => {
  const [session, url, keys] = [
    await needs.session(),
    await needs.gatewayUrl(),
    await needs.gatewayKeys(),
  ];
  if (!session.ok) return session;
  if (!url.ok) return url;
  if (!keys.ok) return keys;
  const { scopes, caller } = session.value;
  const { phone: properties } = allRegistered(environment, url.value);
  if (properties === undefined) return ok([]);
  if (!readingScopes(properties).every((it) => scopes.includes(it)))
    return fail(skipped(`first see to "${TITLES.scopes}"`));
  const world = {
    phone: createPhoneApis(caller),
    readCode: createActionCode(properties.owner),
    hashes: { sha256: sha256Hex, hmac: hmacSha256Hex },
  };
  const found = await faultOf(() => phoneDrift(world, properties, keys.value));
  return found.ok ? found : fail(yellow(`not checked: ${found.error.sentence}`, 'look again'));
};

const readingScopes = ({
  integration,
  mfaMethods,
}: Auth0PhoneProviderProperties): readonly string[] => [
  'read:actions',
  ...(integration === 'phone-provider' ? ['read:phone_providers', 'read:tenant_settings'] : []),
  ...(mfaMethods.length > 0 ? ['read:guardian_factors'] : []),
];
