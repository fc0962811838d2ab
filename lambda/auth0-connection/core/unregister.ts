import type { OnDelete } from '../../contract';
import { entryOf, parseBackup, type Before } from './backup';
import { changeClients } from './change-clients';
import { clientChanges, without } from './clients';
import { confirm } from '../../auth0-management/core/confirm';
import { sameJson } from '../../auth0-management/core/json';
import { forgetEntry } from './keep';
import { restoredOptions, showsRestored } from './options';
import { ownerOfConnection, unmarkedMetadata } from './mark';
import {
  type Connection,
  isConnectionId,
  type Registration,
  type RegistrationWorld,
} from './ports';
import { RegistrationError } from '../../auth0-management/core/registration-error';

export interface Unregistration {
  readonly connectionId: string;
  readonly onDelete: OnDelete;
  /** @default - whoever's it is by now */
  readonly owner?: string | undefined;
  /** The applications that the resource listed when it goes. */
  readonly enabledClients: readonly string[];
}

/**
 * Delete: the stack goes, or the connection was renamed. A connection is removed only where the
 * operator asked for that and we created it, because its users can never sign in through it again.
 * What cannot be restored for want of a backup is left as it is: a stack must not be undeletable.
 */
export const unregister = async (
  world: RegistrationWorld,
  { connectionId, onDelete, owner, enabledClients }: Unregistration,
): Promise<Registration> => {
  const left = (note: string): Registration => ({ connectionId, action: 'left', note });
  if (!isConnectionId(connectionId)) return left('Nothing was ever registered under this id.');
  if (onDelete === 'retain') return { connectionId, action: 'retained' };

  const { api, backup: store } = world;
  const loaded = await store.load();
  if (!loaded.ok) {
    throw new RegistrationError(
      `The secret ${store.name}, which keeps what stood in Auth0 before, could not be read (${loaded.error}), so the connection ${connectionId} was left as it is: check the function's permissions on the secret and delete again, or delete the stack and retain this resource`,
    );
  }
  const backup = parseBackup(loaded.value);
  const entry = backup && entryOf(backup, connectionId);
  if (entry === undefined) {
    return left(
      `The secret ${store.name} keeps nothing about this connection, so it still points at the gateway: change or remove it in Auth0.`,
    );
  }

  const found = await api.read(connectionId);
  const holder = found && ownerOfConnection(found);
  if (owner !== undefined && holder !== undefined && holder !== owner) {
    await forgetEntry(store, connectionId);
    return left('The connection belongs to another environment by now.');
  }
  if (entry.createdByUs && onDelete === 'restore') {
    const metadata = unmarkedMetadata(found?.metadata);
    if (metadata) await api.write(connectionId, { displayName: found?.displayName, metadata });
    return left(
      'The connection was created by this stack, so there is nothing to restore; it still points at the gateway and keeps its users. Remove it in Auth0, or use onDelete "delete".',
    );
  }
  if (entry.createdByUs) {
    await api.remove(connectionId);
    await forgetEntry(store, connectionId);
    return { connectionId, action: 'deleted' };
  }
  const restored = found !== undefined;
  if (restored) await restore(world, found, entry.before, enabledClients);
  await forgetEntry(store, connectionId);
  return { connectionId, action: restored ? 'restored' : 'gone' };
};

const restore = async (
  world: RegistrationWorld,
  found: Connection,
  before: Before,
  enabledClients: readonly string[],
): Promise<void> => {
  const { api } = world;
  const { id } = found;
  const options = restoredOptions(found.options, before.options);
  const { displayName } = before;
  const metadata = unmarkedMetadata(found.metadata);
  if (metadata || !sameJson(found.options, options) || found.displayName !== displayName) {
    await api.write(id, { options, displayName, metadata });
    // Nobody knows any more what stood there once the backup's entry is dropped.
    await confirm(world.patience, `the options that the connection ${id} had before`, async () => {
      const now = (await api.read(id))?.options;
      return now === undefined || showsRestored(now, options);
    });
  }

  const dropped = without(enabledClients, before.clients);
  if (dropped.length === 0) return;
  const current = await api.listClients(id);
  const changes = clientChanges({ current, listed: [], dropped, before: before.clients });
  await changeClients(world, id, changes);
};
