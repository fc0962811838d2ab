import type { Result } from '../../shared/result';
import { RegistrationError } from './registration-error';

/** Where what stood in Auth0 before us is kept. A fault is the short name of what went wrong. */
export interface BackupStore {
  /** Of the secret, for messages. */
  readonly name: string;
  /** `undefined` when nothing was ever kept. */
  readonly load: () => Promise<Result<string | undefined, string>>;
  readonly save: (text: string) => Promise<Result<void, string>>;
}

/**
 * The JSON of a backup; `empty` when none was kept yet, and `undefined` when it is something that we
 * did not write. No value, an empty object, and text that is no JSON object at all (the password that
 * CloudFormation generates for a new secret) count as empty.
 */
export const parseBackupText = <T>(
  text: string | undefined,
  empty: T,
  parse: (json: unknown) => T | undefined,
): T | undefined => {
  const trimmed = text?.trim() ?? '';
  if (!/^\{[\s"}]/.test(trimmed)) return empty;
  try {
    const json: unknown = JSON.parse(trimmed);
    if (json !== null && !Object.hasOwn(json as object, 'version')) {
      return Object.keys(json as object).length === 0 ? empty : undefined;
    }
    return parse(json);
  } catch {
    return undefined;
  }
};

/** The backup, or a sentence for the operator when it cannot be relied on. */
export const loadBackupFrom = async <T>(
  store: BackupStore,
  parse: (text: string | undefined) => T | undefined,
): Promise<T> => {
  const loaded = await store.load();
  if (!loaded.ok) {
    throw new RegistrationError(
      `The secret ${store.name}, which keeps what stood in Auth0 before, could not be read (${loaded.error}): check the function's permissions on it, then try again`,
    );
  }
  const backup = parse(loaded.value);
  if (backup === undefined) {
    throw new RegistrationError(
      `The secret ${store.name} should keep what stood in Auth0 before, but holds something else: put back its previous version or set it to {}, then try again`,
    );
  }
  return backup;
};

export const saveBackupTo = async (store: BackupStore, text: string): Promise<void> => {
  const saved = await store.save(text);
  if (saved.ok) return;
  throw new RegistrationError(
    `What stands in Auth0 now could not be kept in the secret ${store.name} (${saved.error}), so the registration was given up: check the function's permissions on the secret, then deploy again`,
  );
};
