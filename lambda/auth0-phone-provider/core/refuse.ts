import { refuseOther } from '../../auth0-connection/core/mark';
import { describeOwner, type Owner } from '../../auth0-management/core/owner';
import { RegistrationError } from '../../auth0-management/core/registration-error';
import type { Auth0PhoneProviderProperties } from '../../contract';
import { type Kept, type KeptVersion, PARTS_OF } from './backup';
import type { Desired } from './desired';
import { actionToWrite, secretNamesOf, type Standing, versionOf } from './look';
import { ownerOfAction } from './owner';
import type { PhoneWorld } from './ports';

/**
 * Throws what speaks against writing to the tenant, before anything is written: that it is another
 * environment's, or that something stands there which nobody could put back.
 *
 * @param kept what the backup has already; the operator agreed to that before
 */
export const refuseConflicts = (
  standing: Standing,
  { action: { trigger }, mfa }: Desired,
  { owner, replaceExisting }: Pick<Auth0PhoneProviderProperties, 'owner' | 'replaceExisting'>,
  kept: Kept,
): void => {
  const owners = standing.actions.map(ownerOfAction);
  const other = owners.find((found) => found !== undefined && found !== owner);
  if (other !== undefined) throw ownedByOther(other, trigger);

  const own = owners.includes(owner);
  if (trigger === 'custom-phone-provider' && !own && standing.actions.length > 1) {
    throw tooMany(standing.actions.map(({ name }) => name));
  }
  const hasOwnProvider = kept.unified === false;
  if (mfa?.provider !== undefined && standing.mfa?.provider === undefined && !hasOwnProvider) {
    throw sentByPhoneProvider();
  }
  if (replaceExisting) return;
  const action = actionToWrite(standing, trigger, owner);
  const secrets = action === undefined || own ? [] : secretNamesOf(action);
  if (kept[PARTS_OF[trigger].action] === undefined && secrets.length > 0) {
    throw cannotPutBack(
      `The tenant has the phone Action "${action?.name ?? ''}" with ${secrets.length === 1 ? 'the secret' : 'the secrets'} ${secrets.join(', ')}, and Auth0 shows nobody what is in there`,
      action && versionOf(action),
    );
  }
  const provider = standing.phone?.provider;
  if (kept.provider === undefined && provider !== undefined && provider.name !== 'custom') {
    throw cannotPutBack(
      `The phone provider of the tenant is "${provider.name}", and Auth0 shows nobody its credentials`,
    );
  }
};

/**
 * Throws when the connection that would send through the phone provider is another environment's. Its own
 * registration would say so as well, after the tenant was changed for it.
 */
export const refuseConnectionOfOther = async (
  { findConnection }: Pick<PhoneWorld, 'findConnection'>,
  { integration, connectionName, owner }: Auth0PhoneProviderProperties,
): Promise<void> => {
  if (integration !== 'phone-provider') return;
  const found = await findConnection(connectionName);
  if (found !== undefined) refuseOther(found, connectionName, owner);
};

const ownedByOther = (other: Owner, trigger: Desired['action']['trigger']): RegistrationError =>
  new RegistrationError(
    `The Action for ${trigger} in this tenant belongs to ${describeOwner(other)}, and a tenant has one: give this environment a tenant of its own, or delete that stack first (if it is gone already, delete the Action in the Auth0 dashboard), then deploy again`,
  );

const tooMany = (names: readonly string[]): RegistrationError =>
  new RegistrationError(
    `The tenant has ${names.length} Actions for custom-phone-provider (${names.map((name) => `"${name}"`).join(', ')}), and Auth0 uses one: delete the others in the Auth0 dashboard, then deploy again`,
  );

export const sentByPhoneProvider = (): RegistrationError =>
  new RegistrationError(
    'The tenant sends the messages of its second factor through its phone provider, so the gateway cannot have them beside it: set auth0.integration to "phone-provider" or leave out auth0.mfa, then deploy again',
  );

/** @param version brings secrets back, for as long as Auth0 keeps it */
const cannotPutBack = (what: string, version?: KeptVersion): RegistrationError =>
  new RegistrationError(
    `${what}${version === undefined ? ', so it could not be put back later' : comesBackBy(version)}: write it down and set auth0.phoneProvider.replaceExisting to true, or remove it, then deploy again`,
  );

const comesBackBy = ({ id, number, edited }: KeptVersion): string => {
  const names = Object.keys(edited);
  const lost = names.length === 0 ? '' : `, but for what only the draft has (${names.join(', ')})`;
  return `; it comes back by rolling back to version ${number ?? id}, which Auth0 drops after 50 newer ones${lost}`;
};
