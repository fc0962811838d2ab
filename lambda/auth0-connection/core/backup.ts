import * as v from 'valibot';
import { parseBackupText } from '../../auth0-management/core/backup-store';

/** What stood in one connection before we first wrote to it. */
export interface Before {
  readonly options: Readonly<Record<string, unknown>>;
  readonly displayName?: string | undefined;
  /** Client ids of the applications that were enabled. */
  readonly clients: readonly string[];
}

export type BackupEntry =
  { readonly createdByUs: true } | { readonly createdByUs: false; readonly before: Before };

/**
 * Content of the backup secret: one entry per connection id, so that a rename, which for a moment
 * has two connections, keeps both. `before.options` may hold credentials of the previous provider.
 */
export interface Backup {
  readonly version: 1;
  readonly connections: Readonly<Record<string, BackupEntry>>;
}

export const EMPTY_BACKUP: Backup = { version: 1, connections: {} };

const schema = v.object({
  version: v.literal(1),
  connections: v.record(
    v.string(),
    v.variant('createdByUs', [
      v.object({ createdByUs: v.literal(true) }),
      v.object({
        createdByUs: v.literal(false),
        before: v.object({
          options: v.record(v.string(), v.unknown()),
          displayName: v.optional(v.string()),
          clients: v.array(v.string()),
        }),
      }),
    ]),
  ),
});

/** Reads the secret's value; `undefined` when it holds something that we did not write. */
export const parseBackup = (text: string | undefined): Backup | undefined =>
  parseBackupText(text, EMPTY_BACKUP, (json) => {
    const parsed = v.safeParse(schema, json);
    return parsed.success ? parsed.output : undefined;
  });

export const serializeBackup = (backup: Backup): string => JSON.stringify(backup);

export const entryOf = (backup: Backup, connectionId: string): BackupEntry | undefined =>
  Object.hasOwn(backup.connections, connectionId) ? backup.connections[connectionId] : undefined;

/** The first adoption wins: registering again after `retain` must not lose the original. */
export const withEntry = (backup: Backup, connectionId: string, entry: BackupEntry): Backup =>
  entryOf(backup, connectionId) === undefined
    ? { ...backup, connections: { ...backup.connections, [connectionId]: entry } }
    : backup;

export const withoutEntry = (backup: Backup, connectionId: string): Backup => ({
  ...backup,
  connections: Object.fromEntries(
    Object.entries(backup.connections).filter(([id]) => id !== connectionId),
  ),
});
