import {
  entryOf,
  parseBackup,
  serializeBackup,
  withEntry,
  withoutEntry,
  type Backup,
  type BackupEntry,
} from './backup';
import type { BackupStore } from './ports';
import { RegistrationError } from '../../auth0-management/core/registration-error';

/** The backup, or a sentence for the operator when it cannot be relied on. */
export const loadBackup = async (store: BackupStore): Promise<Backup> => {
  const loaded = await store.load();
  if (!loaded.ok) {
    throw new RegistrationError(
      `The secret ${store.name}, which keeps what stood in Auth0 before, could not be read (${loaded.error}): check the function's permissions on it, then try again`,
    );
  }
  const backup = parseBackup(loaded.value);
  if (backup === undefined) {
    throw new RegistrationError(
      `The secret ${store.name} should keep what stood in Auth0 before, but holds something else: put back its previous version or set it to {}, then try again`,
    );
  }
  return backup;
};

/** Keeps `entry` unless the connection has one, and returns the one that counts. */
export const keepEntry = async (
  store: BackupStore,
  backup: Backup,
  connectionId: string,
  entry: BackupEntry,
): Promise<BackupEntry> => {
  const kept = entryOf(backup, connectionId);
  if (kept !== undefined) return kept;
  await saveBackup(store, withEntry(backup, connectionId, entry));
  return entry;
};

export const saveBackup = async (store: BackupStore, backup: Backup): Promise<void> => {
  const saved = await store.save(serializeBackup(backup));
  if (saved.ok) return;
  throw new RegistrationError(
    `What stands in Auth0 now could not be kept in the secret ${store.name} (${saved.error}), so the registration was given up: check the function's permissions on the secret, then deploy again`,
  );
};

/**
 * Drops the entry of a connection that is as it was before us, or gone. Never throws: what stays
 * behind by mistake is a note on the past, not a reason to fail. Resolves to whether it is gone.
 */
export const forgetEntry = async (store: BackupStore, connectionId: string): Promise<boolean> => {
  const loaded = await store.load();
  const backup = loaded.ok ? parseBackup(loaded.value) : undefined;
  if (backup === undefined) return false;
  if (entryOf(backup, connectionId) === undefined) return true;
  return (await store.save(serializeBackup(withoutEntry(backup, connectionId)))).ok;
};
