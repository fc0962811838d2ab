import {
  entryOf,
  parseBackup,
  serializeBackup,
  withEntry,
  withoutEntry,
  type Backup,
  type BackupEntry,
} from './backup';
import {
  loadBackupFrom,
  saveBackupTo,
  type BackupStore,
} from '../../auth0-management/core/backup-store';

export const loadBackup = (store: BackupStore): Promise<Backup> =>
  loadBackupFrom(store, parseBackup);

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

export const saveBackup = (store: BackupStore, backup: Backup): Promise<void> =>
  saveBackupTo(store, serializeBackup(backup));

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
