import type { Owner } from '../../auth0-management/core/owner';
import { RegistrationError } from '../../auth0-management/core/registration-error';
import type { OnDelete } from '../../contract';
import {
  EMPTY_ENTRY,
  type KeptAction,
  openBackup,
  parsePhoneBackup,
  type PhoneBackup,
  type TenantBackup,
} from './backup';
import { ownAction } from './owner';
import type { PhoneWorld, Registration } from './ports';
import { requireRestoration } from './require-scopes';
import { restore } from './restore';
import { standsAsBefore } from './restore-action';

export interface Unregistration {
  readonly domain: string;
  readonly owner: Owner;
  readonly onDelete: OnDelete;
  /** Whether something was registered, as far as the properties say. */
  readonly isIdle: boolean;
}

/**
 * Delete: puts back what stood there before. What cannot be put back for want of a backup, and what is
 * somebody else's by now, is left as it is: a stack must not be undeletable.
 */
export const unregister = async (
  world: PhoneWorld,
  { domain, owner, onDelete, isIdle }: Unregistration,
): Promise<Registration> => {
  if (onDelete === 'retain') return { action: 'retained' };
  const { name, load } = world.backup;
  const loaded = await load();
  if (!loaded.ok) {
    throw new RegistrationError(
      `The secret ${name}, which keeps what stood in Auth0 before, could not be read (${loaded.error}), so the phone provider was left as it is: check the function's permissions on the secret and delete again, or delete the stack and retain this resource`,
    );
  }
  if (entryIn(parsePhoneBackup(loaded.value), domain) === undefined) {
    if (isIdle) return { action: 'unchanged' };
    return {
      action: 'left',
      note: `The secret ${name} keeps nothing about this tenant, so its phone messages still go to the gateway: change that in Auth0.`,
    };
  }
  return giveBack(world, await openBackup(world.backup, domain), owner);
};

/** Puts back what is kept. What fails half-way stays kept, and the next time goes on from there. */
export const giveBack = async (
  world: PhoneWorld,
  backup: TenantBackup,
  owner: Owner,
): Promise<Registration> => {
  const { kept } = backup.entry() ?? EMPTY_ENTRY;
  await requireRestoration(world, kept);
  if (kept.phoneAction !== undefined && (await isTaken(world, kept.phoneAction, owner))) {
    await backup.forgetAll();
    return {
      action: 'left',
      note: 'The Action of the phone provider is no longer the one that this environment deployed, so it was left as it is, and so was everything around it.',
    };
  }
  const { notes } = await restore(world, owner, kept);
  await backup.forgetAll();
  return { action: 'restored', ...(notes.length > 0 && { note: notes.join(' ') }) };
};

/** Whether the phone provider's Action is somebody else's by now. A tenant has one. */
const isTaken = async (
  { actions }: Pick<PhoneWorld, 'actions'>,
  kept: KeptAction,
  owner: Owner,
): Promise<boolean> => {
  const found = await actions.list('custom-phone-provider');
  return (
    found.length > 0 &&
    ownAction(found, owner) === undefined &&
    !found.some((action) => standsAsBefore(action, kept))
  );
};

const entryIn = (backup: PhoneBackup | undefined, domain: string) =>
  backup !== undefined && Object.hasOwn(backup.tenants, domain)
    ? backup.tenants[domain]
    : undefined;
